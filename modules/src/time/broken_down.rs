//! `struct_time` and the calendar functions on it.

use super::{clocks, duration};
use crate::structseq;
use crate::structseq_fields;
use crate::support::{Place, place};
use taipan_runtime::native::{GetSetDef, NativeDef};
use taipan_runtime::objects::{exception, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

static FIELDS: &[GetSetDef] = structseq_fields![
    0 "tm_year", 1 "tm_mon", 2 "tm_mday", 3 "tm_hour", 4 "tm_min", 5 "tm_sec", 6 "tm_wday", 7 "tm_yday", 8 "tm_isdst",
];

/// Makes `time.struct_time`.
pub fn class(t: &mut Thread) -> Value {
    structseq::class(t, "time", "struct_time", FIELDS, &["tm_zone", "tm_gmtoff"])
}

/// Name of the zone that a broken-down time is in.
pub fn zone_name(t: &mut Thread, tm: &libc::tm) -> Value {
    if tm.tm_zone.is_null() {
        return t.str("");
    }
    // SAFETY: the C library's zone names are NUL-terminated and live on.
    let name = unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) };
    t.str(&name.to_string_lossy())
}

fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL)
}

fn empty() -> libc::tm {
    // SAFETY: all zero is a valid tm.
    unsafe { std::mem::zeroed() }
}

/// Seconds since the Epoch in local time.
pub fn local(seconds: i64) -> Result<libc::tm, i32> {
    let mut tm = empty();
    // SAFETY: the pointers are valid.
    if unsafe { libc::localtime_r(&seconds, &mut tm) }.is_null() {
        Err(errno())
    } else {
        Ok(tm)
    }
}

fn universal(seconds: i64) -> Result<libc::tm, i32> {
    let mut tm = empty();
    // SAFETY: the pointers are valid.
    if unsafe { libc::gmtime_r(&seconds, &mut tm) }.is_null() {
        Err(errno())
    } else {
        Ok(tm)
    }
}

fn struct_time(t: &mut Thread, tm: &libc::tm) -> Value {
    let numbers = [
        i64::from(tm.tm_year) + 1900,
        i64::from(tm.tm_mon) + 1,
        i64::from(tm.tm_mday),
        i64::from(tm.tm_hour),
        i64::from(tm.tm_min),
        i64::from(tm.tm_sec),
        (i64::from(tm.tm_wday) + 6) % 7,
        i64::from(tm.tm_yday) + 1,
        i64::from(tm.tm_isdst),
    ];
    let items = numbers.map(Value::small);
    let class = place(t, Place::StructTime);
    let v = structseq::instance(t, class, &items);
    let zone = zone_name(t, tm);
    structseq::set_hidden(t, v, "tm_zone", zone);
    structseq::set_hidden(t, v, "tm_gmtoff", Value::small(tm.tm_gmtoff));
    v
}

/// The seconds of an optional argument, now without one.
fn seconds_or_now(t: &mut Thread, args: Args) -> Result<i64, Raised> {
    match args.opt(0).filter(|v| !v.is_none()) {
        Some(v) => duration::whole_seconds(t, v),
        None => Ok((clocks::now(libc::CLOCK_REALTIME) / 1_000_000_000) as i64),
    }
}

fn os_failure(t: &mut Thread, errno: i32) -> Raised {
    exception::os_error(t, errno, None)
}

fn gmtime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let seconds = seconds_or_now(t, args)?;
    match universal(seconds) {
        Ok(mut tm) => {
            tm.tm_zone = c"GMT".as_ptr();
            tm.tm_gmtoff = 0;
            Ok(struct_time(t, &tm))
        }
        Err(errno) => Err(os_failure(t, errno)),
    }
}

fn local_or_now(t: &mut Thread, args: Args) -> Result<libc::tm, Raised> {
    let seconds = seconds_or_now(t, args)?;
    local(seconds).map_err(|errno| os_failure(t, errno))
}

fn localtime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let tm = local_or_now(t, args)?;
    Ok(struct_time(t, &tm))
}

/// A broken-down time from a tuple of nine ints, unchecked.
fn from_tuple(t: &mut Thread, v: Value, function: &str) -> Result<libc::tm, Raised> {
    if !tuple::is_tuple(t, v) {
        return Err(t.type_error("Tuple or struct_time argument required"));
    }
    if tuple::len(v) != 9 {
        return Err(t.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let mut numbers = [0i32; 9];
    for (i, number) in numbers.iter_mut().enumerate() {
        let n = ops::index(t, tuple::items(&v)[i])?;
        *number = match i32::try_from(n) {
            Ok(n) => n,
            Err(_) if n > 0 => return Err(t.overflow_error("signed integer is greater than maximum")),
            Err(_) => return Err(t.overflow_error("signed integer is less than minimum")),
        };
    }
    let [year, month, day, hour, minute, second, weekday, year_day, dst] = numbers;
    let mut tm = empty();
    let Some(since_1900) = year.checked_sub(1900) else {
        return Err(t.overflow_error("year out of range"));
    };
    tm.tm_year = since_1900;
    tm.tm_mon = month.wrapping_sub(1);
    tm.tm_mday = day;
    tm.tm_hour = hour;
    tm.tm_min = minute;
    tm.tm_sec = second;
    tm.tm_wday = weekday.wrapping_add(1) % 7;
    tm.tm_yday = year_day.wrapping_sub(1);
    tm.tm_isdst = dst;
    let class = place(t, Place::StructTime);
    if t.class_of(v) == class {
        let (zone, offset) = (t.intern("tm_zone"), t.intern("tm_gmtoff"));
        if let Some(offset) = ops::get_attr_opt(t, v, offset)?.filter(|o| o.is_small()) {
            tm.tm_gmtoff = offset.as_small();
        }
        if let Some(zone) = ops::get_attr_opt(t, v, zone)?
            && taipan_runtime::objects::string::is_str(t, zone)
        {
            tm.tm_zone = known_zone(&taipan_runtime::objects::string::to_string_lossy(zone));
        }
    } else {
        // What the zone is called at that time.
        let mut copy = tm;
        // SAFETY: the pointer is valid.
        unsafe { libc::mktime(&mut copy) };
        tm.tm_gmtoff = copy.tm_gmtoff;
        tm.tm_zone = copy.tm_zone;
    }
    Ok(tm)
}

/// A C string with the zone's name that outlives the call.
fn known_zone(name: &str) -> *const libc::c_char {
    if name == "GMT" {
        return c"GMT".as_ptr();
    }
    use std::collections::HashMap;
    use std::ffi::CString;
    use std::sync::Mutex;
    static NAMES: Mutex<Option<HashMap<String, CString>>> = Mutex::new(None);
    let mut names = NAMES.lock().unwrap_or_else(|e| e.into_inner());
    let names = names.get_or_insert_with(HashMap::new);
    names
        .entry(name.to_string())
        .or_insert_with(|| CString::new(name.replace('\0', "")).unwrap_or_default())
        .as_ptr()
}

/// A broken-down time from a tuple, fields checked for text functions; without a tuple, now.
pub fn checked(t: &mut Thread, v: Option<Value>, function: &str) -> Result<libc::tm, Raised> {
    let Some(v) = v.filter(|v| !v.is_none()) else {
        return local_or_now(t, Args::of(&[]));
    };
    let mut tm = from_tuple(t, v, function)?;
    if tm.tm_mon == -1 {
        tm.tm_mon = 0;
    }
    if tm.tm_mday == 0 {
        tm.tm_mday = 1;
    }
    if tm.tm_yday == -1 {
        tm.tm_yday = 0;
    }
    let limits = [
        (tm.tm_mon, 11, "month"),
        (tm.tm_mday, 31, "day of month"),
        (tm.tm_hour, 23, "hour"),
        (tm.tm_min, 59, "minute"),
        (tm.tm_sec, 61, "seconds"),
        (tm.tm_wday, 6, "day of week"),
        (tm.tm_yday, 365, "day of year"),
    ];
    for (value, most, what) in limits {
        if value < 0 || value > most {
            return Err(t.value_error(format!("{what} out of range")));
        }
    }
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    Ok(tm)
}

fn mktime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mut tm = from_tuple(t, args.get(0), "mktime")?;
    tm.tm_wday = -1;
    // SAFETY: the pointer is valid.
    let seconds = unsafe { libc::mktime(&mut tm) };
    if seconds == -1 && tm.tm_wday == -1 {
        return Err(t.overflow_error("mktime argument out of range"));
    }
    Ok(t.float(seconds as f64))
}

fn ctime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let tm = local_or_now(t, args)?;
    Ok(super::text::as_text(t, &tm))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("gmtime", 0, 1, gmtime).doc("Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT)."),
    NativeDef::function("localtime", 0, 1, localtime).doc("Convert seconds since the Epoch to a time tuple expressing local time."),
    NativeDef::function("mktime", 1, 1, mktime).doc("Convert a time tuple in local time to seconds since the Epoch."),
    NativeDef::function("ctime", 0, 1, ctime).doc("Convert a time in seconds since the Epoch to a string in local time."),
];
