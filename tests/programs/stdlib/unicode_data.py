# unicodedata: whole tables by their checksums.
import unicodedata as u, sys, hashlib
def table(f, missing):
    out=[]
    for c in range(0, 0x110000, 61):
        try: out.append(str(f(chr(c))))
        except ValueError: out.append(missing)
        except NotImplementedError: out.append("NI")
    return out
for name in ["category","bidirectional","combining","mirrored","east_asian_width"]:
    t=table(getattr(u,name),"-"); print(name, hashlib.md5("\n".join(t).encode()).hexdigest())
t=table(u.decimal,"-"); print("decimal", hashlib.md5("\n".join(t).encode()).hexdigest())
for form in ["NFC","NFD","NFKC","NFKD"]:
    t=table(lambda c: ascii(u.normalize(form, c+"\u0301a")), "-"); print(form, hashlib.md5("\n".join(t).encode()).hexdigest())
t=table(u.name,"-"); print("name", hashlib.md5("\n".join(t).encode()).hexdigest())
for s in ["é","e\u0301","ﬁ","½","Ⅷ","²","一","A\ud800é"]:
    for f in ["NFC","NFKD"]: print(ascii(u.normalize(f,s)), u.is_normalized(f,s))
print(u.numeric("½"), u.digit("²"), u.numeric("Ⅷ"), u.digit("x",-1), u.numeric("7"), u.decomposition("é"), u.unidata_version, u.lookup("SNOWMAN"), u.name("\n","none"))
for bad in (lambda: u.name("ab"), lambda: u.name("\n"), lambda: u.lookup("nope"), lambda: u.digit("x"), lambda: u.category(3), lambda: u.normalize("X","é"), lambda: u.decimal("²"), lambda: u.numeric("x"), lambda: u.normalize("NFC",3)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
