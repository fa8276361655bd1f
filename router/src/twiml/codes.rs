//! The codes of notifications, as tenants know them; ours begin at 90000.

/// A URL cannot be used: not absolute after resolving, or neither `http` nor `https`.
pub const INVALID_URL: u32 = 11_100;
/// The application answered with an HTTP status that is no success.
pub const HTTP_STATUS: u32 = 11_200;
/// Too many redirects; also: too many documents in a row while nothing happens.
pub const TOO_MANY_REDIRECTS: u32 = 11_215;
/// A document is larger than 64 KiB.
pub const TOO_LARGE: u32 = 11_750;
/// A document is not well-formed, or deeper or longer than allowed.
pub const PARSE: u32 = 12_100;
/// The XML declaration names a version that is not 1.
pub const XML_VERSION: u32 = 12_101;
/// The root element is not `<Response>`.
pub const ROOT: u32 = 12_102;
/// Something in a document is unknown or out of place; it was left out.
pub const SCHEMA: u32 = 12_200;
/// The answer is of a type that steers no call.
pub const CONTENT_TYPE: u32 = 12_300;
/// `<Gather>` asks for an input that is not there.
pub const GATHER_INPUT: u32 = 13_326;
/// `<Say>` has nothing to say.
pub const SAY_TEXT: u32 = 13_520;
/// `<Say>` has more than 4,096 characters.
pub const SAY_LENGTH: u32 = 13_521;
/// The verb is known, and this version does not execute it.
pub const NOT_EXECUTED: u32 = 13_750;

/// Ours: the application and every fallback failed; the caller heard the apology.
pub const FALLBACKS_EXHAUSTED: u32 = 90_200;
/// Ours: the call was longer than the operator allows.
pub const CALL_TOO_LONG: u32 = 90_201;
/// Ours: the call had more exchanges than the operator allows.
pub const TOO_MANY_EXCHANGES: u32 = 90_202;
/// Ours: more was wrong with a document than is reported one by one.
pub const MORE_FLAWS: u32 = 90_203;
