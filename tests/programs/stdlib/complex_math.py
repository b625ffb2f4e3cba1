# cmath: values to the last bit, at branch cuts and edges.
import cmath, math
fs=["acos","acosh","asin","asinh","atan","atanh","cos","cosh","exp","log","log10","sin","sinh","sqrt","tan","tanh"]
vals=[0.0,-0.0,1.0,0.5,-2.5,1e-310,1e300,710.0]
for f in fs:
    for a in vals:
        for b in vals:
            try: r=repr(getattr(cmath,f)(complex(a,b)))
            except Exception as e: r=type(e).__name__+str(e)
            print(f,a,b,r)
for a in vals:
    for b in vals:
        for f in (lambda: cmath.rect(a,b), lambda: cmath.polar(complex(a,b)), lambda: cmath.phase(complex(a,b)), lambda: (cmath.isnan(complex(a,b)),cmath.isinf(complex(a,b)),cmath.isfinite(complex(a,b)))):
            try: print("r", a,b,f())
            except Exception as e: print("r",a,b,type(e).__name__,e)
print(cmath.log(3+4j, 2), cmath.log(100,10), cmath.sqrt(-1), cmath.exp(1j*cmath.pi), cmath.isclose(1,1+1e-12j), cmath.isclose(1,2,abs_tol=3), cmath.infj, cmath.nanj, cmath.tau)
for bad in (lambda: cmath.sqrt("x"), lambda: cmath.log(0), lambda: cmath.sqrt(), lambda: cmath.isclose(1,1,rel_tol=-1)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
