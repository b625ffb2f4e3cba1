//! `time`: clocks of the operating system, and the C library's calendar.

mod broken_down;
mod clocks;
mod duration;
mod text;

use crate::support::{Place, keep};
use taipan_runtime::objects::{module, tuple};
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "time");
    let class = broken_down::class(t);
    keep(t, Place::StructTime, class);
    module::add(t, m, "struct_time", class);
    module::add(t, m, "_STRUCT_TM_ITEMS", Value::small(11));
    module::add_functions(t, m, clocks::FUNCTIONS);
    module::add_functions(t, m, broken_down::FUNCTIONS);
    module::add_functions(t, m, text::FUNCTIONS);
    module::add_functions(t, m, FUNCTIONS);
    for &(name, id) in clocks::IDS {
        module::add(t, m, name, Value::small(i64::from(id)));
    }
    add_zone(t, m);
    Ok(m)
}

/// `timezone`, `altzone`, `daylight`, `tzname` of the current zone: winter and summer of this year.
fn add_zone(t: &mut Thread, m: Value) {
    const YEAR: i64 = 31_556_952;
    let now = clocks::now(libc::CLOCK_REALTIME) as i64 / 1_000_000_000;
    let january = now / YEAR * YEAR;
    let winter = broken_down::local(january);
    let summer = broken_down::local(january + YEAR / 2);
    let (Ok(winter), Ok(summer)) = (winter, summer) else { return };
    let (winter_west, summer_west) = (-winter.tm_gmtoff, -summer.tm_gmtoff);
    let swapped = winter_west < summer_west;
    let (standard, other) = if swapped { (&summer, &winter) } else { (&winter, &summer) };
    module::add(t, m, "timezone", Value::small(winter_west.max(summer_west)));
    module::add(t, m, "altzone", Value::small(winter_west.min(summer_west)));
    module::add(t, m, "daylight", Value::small(i64::from(winter_west != summer_west)));
    let standard = broken_down::zone_name(t, standard);
    let other = broken_down::zone_name(t, other);
    let names = tuple::new(t, &[standard, other]);
    module::add(t, m, "tzname", names);
}

unsafe extern "C" {
    fn tzset();
}

fn set_zone(t: &mut Thread, _: taipan_runtime::Args) -> Result<Value, Raised> {
    // SAFETY: reads the environment; nothing else runs.
    unsafe { tzset() };
    let name = t.intern("time");
    if let Some(m) = taipan_runtime::objects::dict::get_str(t.modules, name)
        && m.has_shape(taipan_runtime::layout::shape_id::MODULE)
    {
        add_zone(t, m);
    }
    Ok(Value::NONE)
}

static FUNCTIONS: &[taipan_runtime::NativeDef] = &[taipan_runtime::NativeDef::function("tzset", 0, 0, set_zone)
    .doc("Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ'].")];
