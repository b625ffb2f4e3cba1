# The texts of the commonest errors, one by one.


class Plain:
    def method(self):
        pass


p = Plain()
tests = """
1 + 'a'
'a' + 1
[] + ()
1 - 'a'
None + 1
{} + {}
p + 1
1 + p
p < 1
p[0]
p()
len(p)
iter(p)
-p
p.x
p.method.x
Plain.x
Plain().method(1)
next(p)
p in 5
5 in p
p @ 1
[1, 2][5]
[1, 2]['a']
(1, 2)[5]
'abc'[10]
{}['k']
{}[1]
undefined
int('x')
int('12', 5)
float('x')
[].remove(1)
[].index(1)
'a'.index('b')
(1).foo
'a'.foo
[].foo
{}.foo
None.foo
None()
1()
'a'()
[]()
1[0]
len(1)
abs('a')
ord('ab')
chr(-1)
range('a')
max()
max([])
sum(1)
sorted(1)
for_in(1)
1 / 0
1 // 0
1 % 0
1.0 / 0
2 ** 'a'
[1] < [None]
{} < {}
1 < 'a'
'a' < 1
p <= p
'%d' % 'a'
'{}'.format()
'%s %s' % 1
[1, 2, 3][1:2:0]
isinstance(1, 1)
type('X', (1,), {})
super().x
object.__new__(int)
int.__new__(str)
str.upper(1)
list.append(1, 2)
int.__add__('a', 1)
[].append()
[].append(1, 2)
{}.get()
'a'.join(1)
'a'.join([1])
b'a' + 'b'
bytes('a')
set([[]])
{[]}
{{}: 1}
hash({})
lambda: 1 < 2 < 'a' or 5
print(1, 2, x=3)
open(1.5)
pow(1, 2, 0)
divmod(1, 0)
round('a')
'a' * 'b'
[] * []
[] * 1.5
1 << 'a'
~'a'
+[]
not_a_name.attribute
p.method().x
Plain.method()
Plain(1)
Plain(x=1)
int(1, 2, 3)
int([])
dict(1)
dict([1])
dict([[1]])
tuple(1)
list(None)
str(1, 2, 3, 4)
complex('x')
__import__('nope')
__import__(1)
enumerate(1)
zip(1)
map(1, 1)
filter(1, 1)
reversed(1)
slice()
property(1, 2, 3, 4, 5)
getattr(1, 2)
setattr(1, 'a', 2)
''.encode('nope')
b''.decode('nope')
''.format(1, **{1: 2})
exit_code.x
lenn([])
[].apend(1)
p.metod
"""
for line in tests.strip().splitlines():
    try:
        print(line, "=>", repr(eval(line))[:30].split(" at 0x")[0])
    except Exception as error:
        print(line, "=>", type(error).__name__ + ":", error)
