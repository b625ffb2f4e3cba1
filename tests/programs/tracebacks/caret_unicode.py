# Carets behind wide and combining characters.
größe = {"schlüssel": "日本語"}
x = "日本語のテキスト" + größe["schlüssel"] + größe["fehlt"]
