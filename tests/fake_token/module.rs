//! A PKCS#11 module that does what SoftHSM2 does, unless it was ordered otherwise. It is compiled by the
//! tests, stands alone, and writes down every call.
//!
//! `FAKE_TOKEN` names a folder. `orders` in it is read again at every call, one `name=value` a line:
//! `inner` the module behind; `fault=KIND@N` from the N-th call of a process on (`removed`, `absent`,
//! `lost`, `error`, `hang`, `crash`); `set`, `clear` flags of the token; `login`, `context_login` the
//! answers to C_Login; `pad` the PIN typed on the token; `serial`, `label` (in hexadecimal) of the token;
//! `delay` of each signature in ms; `mechanisms` that are offered; `locking=no`; `shape` of an answer;
//! `slots`, `mechanism_count`, `signature_length` that it claims, as a power of two.
//! `calls` in it is what was called, by which process.

use std::ffi::{CString, c_char, c_int, c_ulong, c_void};
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// CK_ULONG, and an address where one is meant.
type Word = c_ulong;

const OK: Word = 0;
const CANT_LOCK: Word = 0x0a;
const PIN_INCORRECT: Word = 0xa0;
const SIZE: Word = size_of::<Word>() as Word;
const FUNCTIONS: usize = 68;

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// CK_FUNCTION_LIST: a version, then the functions.
#[repr(C)]
pub struct FunctionList {
    version: [u8; 2],
    functions: [usize; FUNCTIONS],
}

static INNER: OnceLock<[usize; FUNCTIONS]> = OnceLock::new();
static CALLS: AtomicUsize = AtomicUsize::new(0);

fn folder() -> PathBuf {
    std::env::var_os("FAKE_TOKEN").expect("FAKE_TOKEN names a folder").into()
}

fn order(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(folder().join("orders")).unwrap_or_default();
    let mut pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn number(name: &str) -> Option<Word> {
    let text = order(name)?;
    match text.strip_prefix("0x") {
        Some(digits) => Word::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn shape(name: &str) -> bool {
    order("shape").as_deref() == Some(name)
}

/// Notes the call; the answer if a fault was ordered for it.
fn called(name: &str) -> Option<Word> {
    let index = CALLS.fetch_add(1, Ordering::SeqCst) + 1;
    let mut file = std::fs::File::options().create(true).append(true).open(folder().join("calls")).unwrap();
    file.write_all(format!("{} {index} {name}\n", std::process::id()).as_bytes()).unwrap();
    // A reader without its token.
    if shape("gone") && !matches!(name, "C_Initialize" | "C_GetInfo" | "C_GetSlotList") {
        return Some(0x32);
    }
    let fault = order("fault")?;
    let (kind, from) = fault.split_once('@')?;
    if index < from.parse().ok()? {
        return None;
    }
    match kind {
        "removed" => Some(0x32),
        "absent" => Some(0xe0),
        "lost" => Some(0xb3),
        "error" => Some(0x30),
        "hang" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "crash" => std::process::abort(),
        other => panic!("no such fault: {other}"),
    }
}

macro_rules! word {
    ($argument:expr) => {
        Word
    };
}

/// Calls the function at this place of the list behind.
macro_rules! inner {
    ($index:literal($($argument:expr),*)) => {{
        let function = INNER.get().expect("loaded")[$index];
        let function: unsafe extern "C" fn($(word!($argument)),*) -> Word = std::mem::transmute(function);
        function($($argument),*)
    }};
}

/// A function that is passed on, and what becomes of the answer.
macro_rules! function {
    ($index:literal $name:ident($($argument:ident),*)) => {
        function!($index $name($($argument),*) after |answer| answer);
    };
    ($index:literal $name:ident($($argument:ident),*) after |$answer:ident| $after:expr) => {
        #[allow(non_snake_case)]
        unsafe extern "C" fn $name($($argument: Word),*) -> Word {
            if let Some(fault) = called(stringify!($name)) {
                return fault;
            }
            let $answer = unsafe { inner!($index($($argument),*)) };
            $after
        }
    };
}

unsafe fn put<T>(address: Word, value: T) {
    unsafe { (address as *mut T).write_unaligned(value) };
}

unsafe fn take<T>(address: Word) -> T {
    unsafe { (address as *const T).read_unaligned() }
}

unsafe fn bytes<'a>(address: Word, length: Word) -> &'a mut [u8] {
    unsafe { std::slice::from_raw_parts_mut(address as *mut u8, length as usize) }
}

/// Puts a number that makes no sense where this order asks for one.
unsafe fn claim(name: &str, address: Word) {
    if let Some(power) = number(name) {
        unsafe { put::<Word>(address, 1 << power) };
    }
}

/// Some drivers cannot lock by themselves.
unsafe extern "C" fn initialize(arguments: Word) -> Word {
    if let Some(fault) = called("C_Initialize") {
        return fault;
    }
    // Four functions, then the flags; CKF_OS_LOCKING_OK is 2.
    let [.., flags] = if arguments == 0 { [0; 5] } else { unsafe { take::<[Word; 5]>(arguments) } };
    if order("locking").as_deref() == Some("no") && flags & 2 != 0 {
        return CANT_LOCK;
    }
    unsafe { inner!(0(arguments)) }
}

function!(4 C_GetSlotList(present, list, count) after |answer| {
    unsafe { claim("slots", count) };
    if shape("gone") {
        unsafe { put::<Word>(count, 0) };
    }
    answer
});

function!(6 C_GetTokenInfo(slot, info) after |answer| {
    // label 32, manufacturer 32, model 16, serial 16, flags
    if let Some(text) = order("label") {
        let label = unsafe { bytes(info, 32) };
        label.fill(b' ');
        for (to, digits) in label.iter_mut().zip(text.as_bytes().chunks(2)) {
            *to = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
        }
    }
    if let Some(serial) = order("serial") {
        unsafe { bytes(info + 80, 16) }.copy_from_slice(format!("{serial:<16}").as_bytes());
    }
    let flags = unsafe { take::<Word>(info + 96) };
    let flags = (flags | number("set").unwrap_or(0)) & !number("clear").unwrap_or(0);
    unsafe { put(info + 96, flags) };
    answer
});

function!(7 C_GetMechanismList(slot, list, count) after |answer| {
    unsafe { claim("mechanism_count", count) };
    let Some(offered) = order("mechanisms") else { return answer };
    let offered: Vec<Word> = offered.split(',').map(|one| Word::from_str_radix(one, 16).unwrap()).collect();
    if list != 0 {
        for (place, one) in (list..).step_by(SIZE as usize).zip(&offered) {
            unsafe { put(place, *one) };
        }
    }
    unsafe { put(count, offered.len() as Word) };
    OK
});

unsafe extern "C" fn log_in(session: Word, user: Word, pin: Word, length: Word) -> Word {
    let (name, answer) = if user == 2 { ("C_Login(context)", "context_login") } else { ("C_Login", "login") };
    if let Some(answer) = called(name).or_else(|| number(answer)) {
        return answer;
    }
    match order("pad") {
        Some(typed) if pin == 0 => unsafe { inner!(18(session, user, typed.as_ptr() as Word, typed.len() as Word)) },
        // A token with a pad takes no PIN from a program.
        Some(_) => PIN_INCORRECT,
        None => unsafe { inner!(18(session, user, pin, length)) },
    }
}

function!(24 C_GetAttributeValue(session, object, attributes, count) after |answer| {
    // Type, address and length of each; 3 is CKA_LABEL.
    for place in (attributes..).step_by(3 * SIZE as usize).take(count as usize) {
        let [kind, value, length] = unsafe { take::<[Word; 3]>(place) };
        if kind == 3 && shape("huge_label") {
            unsafe { put::<Word>(place + 2 * SIZE, 1 << 40) };
        }
        if kind == 3 && value != 0 && shape("latin1_label") {
            unsafe { bytes(value, length) }.fill(0xe9);
        }
    }
    answer
});

function!(27 C_FindObjects(session, objects, most, count) after |answer| {
    if shape("many_objects") {
        unsafe { put::<Word>(count, 1 << 20) };
    }
    answer
});

unsafe extern "C" fn sign(session: Word, data: Word, length: Word, signature: Word, room: Word) -> Word {
    if let Some(fault) = called(if signature == 0 { "C_Sign(length)" } else { "C_Sign" }) {
        return fault;
    }
    let answer = unsafe { inner!(43(session, data, length, signature, room)) };
    if signature == 0 {
        unsafe { claim("signature_length", room) };
        return answer;
    }
    std::thread::sleep(Duration::from_millis(number("delay").unwrap_or(0)));
    if shape("wrong_signature") {
        unsafe { bytes(signature, take(room)) }.fill(0x11);
    }
    answer
}

unsafe extern "C" fn sign_final(session: Word, signature: Word, room: Word) -> Word {
    let fault = called(if signature == 0 { "C_SignFinal(length)" } else { "C_SignFinal" });
    fault.unwrap_or_else(|| unsafe { inner!(45(session, signature, room)) })
}

function!(2 C_GetInfo(info));
function!(5 C_GetSlotInfo(slot, info));
function!(12 C_OpenSession(slot, flags, application, notify, session));
function!(13 C_CloseSession(session));
function!(15 C_GetSessionInfo(session, info));
function!(19 C_Logout(session));
function!(26 C_FindObjectsInit(session, template, count));
function!(28 C_FindObjectsFinal(session));
function!(42 C_SignInit(session, mechanism, key));
function!(44 C_SignUpdate(session, part, length));

/// The functions of the module behind, ours before them.
fn load() -> FunctionList {
    let path = CString::new(order("inner").expect("a module behind")).unwrap();
    let list = unsafe {
        const RTLD_NOW: c_int = 2;
        let library = dlopen(path.as_ptr(), RTLD_NOW);
        assert!(!library.is_null(), "the module behind is loaded");
        let listed = dlsym(library, c"C_GetFunctionList".as_ptr());
        let listed: unsafe extern "C" fn(*mut *const FunctionList) -> Word = std::mem::transmute(listed);
        let mut list = std::ptr::null();
        assert_eq!(listed(&mut list), OK);
        &*list
    };
    let mut functions = *INNER.get_or_init(|| list.functions);
    for (index, function) in [
        (0, initialize as *const () as usize),
        (2, C_GetInfo as *const () as usize),
        (3, C_GetFunctionList as *const () as usize),
        (4, C_GetSlotList as *const () as usize),
        (5, C_GetSlotInfo as *const () as usize),
        (6, C_GetTokenInfo as *const () as usize),
        (7, C_GetMechanismList as *const () as usize),
        (12, C_OpenSession as *const () as usize),
        (13, C_CloseSession as *const () as usize),
        (15, C_GetSessionInfo as *const () as usize),
        (18, log_in as *const () as usize),
        (19, C_Logout as *const () as usize),
        (24, C_GetAttributeValue as *const () as usize),
        (26, C_FindObjectsInit as *const () as usize),
        (27, C_FindObjects as *const () as usize),
        (28, C_FindObjectsFinal as *const () as usize),
        (42, C_SignInit as *const () as usize),
        (43, sign as *const () as usize),
        (44, C_SignUpdate as *const () as usize),
        (45, sign_final as *const () as usize),
    ] {
        functions[index] = function;
    }
    FunctionList { version: list.version, functions }
}

/// The one function that a module exports.
///
/// # Safety
/// As PKCS#11 section 5.4 says: `out` is the address of a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(out: *mut *const FunctionList) -> Word {
    static LIST: OnceLock<FunctionList> = OnceLock::new();
    unsafe { *out = LIST.get_or_init(load) };
    OK
}
