# typing.Union and Optional, TypedDict, dataclass slots, pickled functions, type aliases.
import typing, types
from typing import Optional, Union, TypeVar, get_origin, get_args, List, Dict
T=TypeVar("T")
class A: pass
print(Optional[int], Union[int,str], Union[int,None], Union[int], Union[int,int], Union[int,Union[str,float]], Optional["A"], Union["A",int], A|int, T|int, (T|int)[str], Union[List[T],int][float], Optional[List[int]])
print(get_origin(int|str), get_args(Union[int,None]), typing.Union is types.UnionType, Optional[int]==int|None, hash(Union[int,str])==hash(str|int), isinstance(3,Union[int,str]), issubclass(int,int|str), (int|str).__args__, (T|int).__parameters__, (int|T).__origin__)
for bad in (lambda: Union[()], lambda: Union[int][str], lambda: (int|str)[int], lambda: isinstance(3, int|list[int]), lambda: int|3, lambda: Union[int,3]):
    try: print(bad())
    except TypeError as e: print(e)
def f(a: Optional[int]=None, b: "Union[int, A]"=1) -> Dict[str, Optional[T]]: ...
print(typing.get_type_hints(f)); print(f.__annotations__)
import pickle, copy
print(pickle.loads(pickle.dumps(len)) is len, copy.copy(int|str))
import dataclasses
@dataclasses.dataclass(slots=True, kw_only=True)
class DS: x:int; y:int=2
print(DS(x=1), DS.__slots__)
@dataclasses.dataclass(slots=True, weakref_slot=True, frozen=True)
class DW: x:int
print(DW(1), DW.__slots__, hash(DW(1))==hash(DW(1)))
class TD(typing.TypedDict):
    a: int
print(TD(a=1), type(TD(a=1)))
type Alias[T] = list[T]
print(Alias.__value__, Alias[int], Alias.__type_params__)
