//! `_heapq`: heaps in lists, by `<` alone, with the comparisons in CPython's order.

use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, module};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// Which item is on top.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Min,
    Max,
}

impl Order {
    /// Whether `a` belongs above `b`.
    fn above(self, t: &mut Thread, a: Value, b: Value) -> Result<bool, Raised> {
        match self {
            Order::Min => ops::less(t, a, b),
            Order::Max => ops::less(t, b, a),
        }
    }
}

fn check(t: &mut Thread, args: Args, function: &str) -> Result<Value, Raised> {
    let heap = args.get(0);
    if list::is_list(t, heap) {
        return Ok(heap);
    }
    let which = if args.len() > 1 { " 1" } else { "" };
    let message = format!("{function}() argument{which} must be list, not {}", t.type_name(heap));
    Err(t.type_error(message))
}

/// Swaps two items after a comparison, which may have changed the list.
fn swap(t: &mut Thread, heap: Value, size: usize, i: usize, k: usize) -> Result<(), Raised> {
    if list::len(heap) != size {
        return Err(changed(t));
    }
    let (a, b) = (list::get(heap, i), list::get(heap, k));
    list::set(t, heap, i, b);
    list::set(t, heap, k, a);
    Ok(())
}

#[cold]
fn changed(t: &mut Thread) -> Raised {
    t.runtime_error("list changed size during iteration")
}

/// Moves the item at `at` towards the top while it belongs above its parent, no further than `top`.
fn sift_down(t: &mut Thread, heap: Value, top: usize, mut at: usize, order: Order) -> Result<(), Raised> {
    let size = list::len(heap);
    if at >= size {
        return Err(t.index_error("index out of range"));
    }
    while at > top {
        let parent = (at - 1) >> 1;
        let (item, above) = (list::get(heap, at), list::get(heap, parent));
        let better = order.above(t, item, above)?;
        if list::len(heap) != size {
            return Err(changed(t));
        }
        if !better {
            break;
        }
        swap(t, heap, size, at, parent)?;
        at = parent;
    }
    Ok(())
}

/// Moves the item at `at` to a leaf, the better child up each time, then back up where it belongs.
fn sift_up(t: &mut Thread, heap: Value, mut at: usize, order: Order) -> Result<(), Raised> {
    let size = list::len(heap);
    if at >= size {
        return Err(t.index_error("index out of range"));
    }
    let start = at;
    while at < size >> 1 {
        let mut child = 2 * at + 1;
        if child + 1 < size {
            let (left, right) = (list::get(heap, child), list::get(heap, child + 1));
            // The two orders ask differently when neither is above the other.
            let right_wins = match order {
                Order::Min => !ops::less(t, left, right)?,
                Order::Max => !ops::less(t, right, left)?,
            };
            child += usize::from(right_wins);
        }
        swap(t, heap, size, child, at)?;
        at = child;
    }
    sift_down(t, heap, start, at, order)
}

fn push(t: &mut Thread, args: Args, function: &str, order: Order) -> Result<Value, Raised> {
    let heap = check(t, args, function)?;
    list::push(t, heap, args.get(1));
    sift_down(t, heap, 0, list::len(heap) - 1, order)?;
    Ok(Value::NONE)
}

fn pop(t: &mut Thread, args: Args, function: &str, order: Order) -> Result<Value, Raised> {
    let heap = check(t, args, function)?;
    let Some(last) = list::pop(t, heap) else {
        return Err(t.index_error("index out of range"));
    };
    if list::len(heap) == 0 {
        return Ok(last);
    }
    let top = list::get(heap, 0);
    list::set(t, heap, 0, last);
    sift_up(t, heap, 0, order)?;
    Ok(top)
}

fn replace(t: &mut Thread, args: Args, function: &str, order: Order) -> Result<Value, Raised> {
    let heap = check(t, args, function)?;
    if list::len(heap) == 0 {
        return Err(t.index_error("index out of range"));
    }
    let top = list::get(heap, 0);
    list::set(t, heap, 0, args.get(1));
    sift_up(t, heap, 0, order)?;
    Ok(top)
}

fn push_pop(t: &mut Thread, args: Args, function: &str, order: Order) -> Result<Value, Raised> {
    let heap = check(t, args, function)?;
    let item = args.get(1);
    if list::len(heap) == 0 {
        return Ok(item);
    }
    let top = list::get(heap, 0);
    if !order.above(t, top, item)? {
        return Ok(item);
    }
    if list::len(heap) == 0 {
        return Err(t.index_error("index out of range"));
    }
    let top = list::get(heap, 0);
    list::set(t, heap, 0, item);
    sift_up(t, heap, 0, order)?;
    Ok(top)
}

fn make_heap(t: &mut Thread, args: Args, function: &str, order: Order) -> Result<Value, Raised> {
    let heap = check(t, args, function)?;
    for i in (0..list::len(heap) / 2).rev() {
        sift_up(t, heap, i, order)?;
    }
    Ok(Value::NONE)
}

macro_rules! functions {
    ($($name:ident $text:literal $body:ident $order:ident $count:literal $doc:literal;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { $body(t, args, $text, Order::$order) })*
        static FUNCTIONS: &[NativeDef] = &[$(NativeDef::function($text, $count, $count, $name).doc($doc),)*];
    };
}

functions! {
    heappush "heappush" push Min 2 "Push item onto heap, maintaining the heap invariant.";
    heappop "heappop" pop Min 1 "Pop the smallest item off the heap, maintaining the heap invariant.";
    heapreplace "heapreplace" replace Min 2 "Pop and return the current smallest value, and add the new item.";
    heappushpop "heappushpop" push_pop Min 2 "Push item on the heap, then pop and return the smallest item from the heap.";
    heapify "heapify" make_heap Min 1 "Transform list into a heap, in-place, in O(len(heap)) time.";
    heappush_max "heappush_max" push Max 2 "Push item onto max heap, maintaining the heap invariant.";
    heappop_max "heappop_max" pop Max 1 "Maxheap variant of heappop.";
    heapreplace_max "heapreplace_max" replace Max 2 "Maxheap variant of heapreplace.";
    heappushpop_max "heappushpop_max" push_pop Max 2 "Maxheap variant of heappushpop.";
    heapify_max "heapify_max" make_heap Max 1 "Maxheap variant of heapify.";
}

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_heapq");
    module::add_functions(t, m, FUNCTIONS);
    let about = t.str("Heap queues: heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all k, counting from 0.");
    module::add(t, m, "__about__", about);
    Ok(m)
}
