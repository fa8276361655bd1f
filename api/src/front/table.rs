//! The one table of what is served. A path with a fixed word stands before one with a place there.

use http::Method;

use super::route::{Access, Route};
use crate::audit::{events, streams, totals};
use crate::rest::{
    accounts, applications, available, call_events, calls, health, keys, notifications, numbers,
    secondaries, tokens,
};

const PAGE: &[&str] = &["PageSize", "Page", "PageToken"];
const NAME: &[&str] = &["FriendlyName"];
const NAMED_PAGE: &[&str] = &["FriendlyName", "PageSize", "Page", "PageToken"];
#[rustfmt::skip]
const APPLICATION: &[&str] = &[
    "FriendlyName", "ApiVersion", "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl", "VoiceFallbackMethod",
    "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent", "VoiceCallerIdLookup", "SmsUrl",
    "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod", "SmsStatusCallback", "MessageStatusCallback",
    "PublicApplicationConnectEnabled",
];
#[rustfmt::skip]
const NUMBER: &[&str] = &[
    "AccountSid", "FriendlyName", "ApiVersion", "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl",
    "VoiceFallbackMethod", "VoiceApplicationSid", "VoiceCallerIdLookup", "StatusCallback",
    "StatusCallbackMethod", "StatusCallbackEvent", "SmsUrl", "SmsMethod", "SmsFallbackUrl",
    "SmsFallbackMethod", "SmsApplicationSid",
];
#[rustfmt::skip]
const NEW_NUMBER: &[&str] = &[
    "PhoneNumber", "AreaCode", "FriendlyName", "ApiVersion", "VoiceUrl", "VoiceMethod",
    "VoiceFallbackUrl", "VoiceFallbackMethod", "VoiceApplicationSid", "VoiceCallerIdLookup",
    "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent", "SmsUrl", "SmsMethod",
    "SmsFallbackUrl", "SmsFallbackMethod", "SmsApplicationSid",
];
const NUMBERS: &[&str] = &["FriendlyName", "PhoneNumber", "PageSize", "Page", "PageToken"];
#[rustfmt::skip]
const AVAILABLE: &[&str] = &[
    "AreaCode", "Contains", "InRegion", "InLocality", "InPostalCode", "InRateCenter", "InLata",
    "VoiceEnabled", "SmsEnabled", "MmsEnabled", "FaxEnabled", "Beta", "PageSize", "Page",
];
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>", "EndTime",
    "EndTime<", "EndTime>", "PageSize", "Page", "PageToken",
];
#[rustfmt::skip]
const CALL: &[&str] = &[
    "Url", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackMethod", "Twiml",
    "Status", "TimeLimit",
];
const NOTIFICATIONS: &[&str] =
    &["Log", "MessageDate", "MessageDate<", "MessageDate>", "PageSize", "Page", "PageToken"];
#[rustfmt::skip]
const SECONDARY: &[&str] = &[
    "Url", "Method", "Rank", "ErrorClasses", "Retries", "RetryOn", "ConnectTimeout", "ReadTimeout",
    "TotalTimeout",
];
#[rustfmt::skip]
const NEW_SECONDARY: &[&str] = &[
    "Url*", "Method", "Rank", "ErrorClasses", "Retries", "RetryOn", "ConnectTimeout", "ReadTimeout",
    "TotalTimeout",
];

/// Rows of the table: `METHOD Access "/path" "OperationId" function, &["Field", …];`
macro_rules! routes {
    ($root:literal: $($method:ident $access:ident $path:literal $id:literal $operation:path, $fields:expr;)*) => {
        vec![$(Route {
            method: Method::$method,
            path: concat!($root, $path),
            id: $id,
            access: Access::$access,
            fields: $fields,
            operation: |ask| Box::pin($operation(ask)),
        },)*]
    };
}

pub(crate) use routes;

/// Everything that is served behind credentials.
pub(crate) fn table() -> Vec<Route> {
    [
        accounts_and_keys(),
        own_applications(),
        own_numbers(),
        free_numbers(),
        own_calls(),
        the_record(),
        crate::taskrouter::routes(),
    ]
    .concat()
}

#[rustfmt::skip]
fn accounts_and_keys() -> Vec<Route> {
    routes! { "/2010-04-01/Accounts":
        GET Token "" "ListAccount" accounts::list,
            &["FriendlyName", "Status", "PageSize", "Page", "PageToken"];
        POST Token "" "CreateAccount" accounts::create, NAME;
        GET Any "/{AccountSid}" "FetchAccount" accounts::fetch, &[];
        POST Token "/{AccountSid}" "UpdateAccount" accounts::update, &["FriendlyName", "Status"];
        GET Token "/{AccountSid}/Keys" "ListKey" keys::list, PAGE;
        POST Token "/{AccountSid}/Keys" "CreateNewKey" keys::create, NAME;
        GET Token "/{AccountSid}/Keys/{Sid}" "FetchKey" keys::fetch, &[];
        POST Token "/{AccountSid}/Keys/{Sid}" "UpdateKey" keys::update, NAME;
        DELETE Token "/{AccountSid}/Keys/{Sid}" "DeleteKey" keys::delete, &[];
        GET Token "/{AccountSid}/SigningKeys" "ListSigningKey" keys::list_signing, PAGE;
        POST Token "/{AccountSid}/SigningKeys" "CreateNewSigningKey" keys::create, NAME;
        GET Token "/{AccountSid}/SigningKeys/{Sid}" "FetchSigningKey" keys::fetch, &[];
        POST Token "/{AccountSid}/SigningKeys/{Sid}" "UpdateSigningKey" keys::update, NAME;
        DELETE Token "/{AccountSid}/SigningKeys/{Sid}" "DeleteSigningKey" keys::delete, &[];
    }
}

#[rustfmt::skip]
fn own_applications() -> Vec<Route> {
    routes! { "/2010-04-01/Accounts/{AccountSid}/Applications":
        GET Any "" "ListApplication" applications::list, NAMED_PAGE;
        POST Any "" "CreateApplication" applications::create, APPLICATION;
        GET Any "/{Sid}" "FetchApplication" applications::fetch, &[];
        POST Any "/{Sid}" "UpdateApplication" applications::update, APPLICATION;
        DELETE Any "/{Sid}" "DeleteApplication" applications::delete, &[];
        GET Any "/{ApplicationSid}/Secondaries" "ListApplicationSecondary" secondaries::list, &[];
        POST Any "/{ApplicationSid}/Secondaries" "CreateApplicationSecondary" secondaries::create,
            NEW_SECONDARY;
        GET Any "/{ApplicationSid}/Secondaries/{Sid}" "FetchApplicationSecondary"
            secondaries::fetch, &[];
        POST Any "/{ApplicationSid}/Secondaries/{Sid}" "UpdateApplicationSecondary"
            secondaries::update, SECONDARY;
        DELETE Any "/{ApplicationSid}/Secondaries/{Sid}" "DeleteApplicationSecondary"
            secondaries::delete, &[];
        GET Any "/{ApplicationSid}/Fallbacks" "FetchApplicationFallbacks" health::fetch, &[];
    }
}

#[rustfmt::skip]
fn own_numbers() -> Vec<Route> {
    routes! { "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers":
        GET Any "" "ListIncomingPhoneNumber" numbers::list, NUMBERS;
        POST Any "" "CreateIncomingPhoneNumber" numbers::create, NEW_NUMBER;
        GET Any "/Local" "ListIncomingPhoneNumberLocal" numbers::list_local, NUMBERS;
        POST Any "/Local" "CreateIncomingPhoneNumberLocal" numbers::create, NEW_NUMBER;
        GET Any "/Mobile" "ListIncomingPhoneNumberMobile" numbers::list_mobile, NUMBERS;
        POST Any "/Mobile" "CreateIncomingPhoneNumberMobile" numbers::create, NEW_NUMBER;
        GET Any "/TollFree" "ListIncomingPhoneNumberTollFree" numbers::list_toll_free, NUMBERS;
        POST Any "/TollFree" "CreateIncomingPhoneNumberTollFree" numbers::create, NEW_NUMBER;
        GET Any "/{Sid}" "FetchIncomingPhoneNumber" numbers::fetch, &[];
        POST Any "/{Sid}" "UpdateIncomingPhoneNumber" numbers::update, NUMBER;
        DELETE Any "/{Sid}" "DeleteIncomingPhoneNumber" numbers::delete, &[];
        GET Any "/{PhoneNumberSid}/Secondaries" "ListNumberSecondary" secondaries::list, &[];
        POST Any "/{PhoneNumberSid}/Secondaries" "CreateNumberSecondary" secondaries::create,
            NEW_SECONDARY;
        GET Any "/{PhoneNumberSid}/Secondaries/{Sid}" "FetchNumberSecondary" secondaries::fetch, &[];
        POST Any "/{PhoneNumberSid}/Secondaries/{Sid}" "UpdateNumberSecondary" secondaries::update,
            SECONDARY;
        DELETE Any "/{PhoneNumberSid}/Secondaries/{Sid}" "DeleteNumberSecondary"
            secondaries::delete, &[];
        GET Any "/{PhoneNumberSid}/Fallbacks" "FetchNumberFallbacks" health::fetch, &[];
    }
}

#[rustfmt::skip]
fn free_numbers() -> Vec<Route> {
    routes! { "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers":
        GET Any "" "ListAvailablePhoneNumberCountry" available::countries, PAGE;
        GET Any "/{CountryCode}" "FetchAvailablePhoneNumberCountry" available::country, &[];
        GET Any "/{CountryCode}/{Kind}" "ListAvailablePhoneNumber" available::list, AVAILABLE;
    }
}

#[rustfmt::skip]
fn own_calls() -> Vec<Route> {
    routes! { "/2010-04-01/Accounts/{AccountSid}":
        GET Any "/Calls" "ListCall" calls::list, CALLS;
        POST Any "/Calls" "CreateCall" calls::create, &["To*", "From*", "Url", "Twiml"];
        GET Any "/Calls/{Sid}" "FetchCall" calls::fetch, &[];
        POST Any "/Calls/{Sid}" "UpdateCall" calls::update, CALL;
        DELETE Any "/Calls/{Sid}" "DeleteCall" calls::delete, &[];
        GET Any "/Calls/{CallSid}/Events" "ListCallEvent" call_events::list, PAGE;
        GET Any "/Calls/{CallSid}/Notifications" "ListCallNotification" notifications::list,
            NOTIFICATIONS;
        GET Any "/Calls/{CallSid}/Notifications/{Sid}" "FetchCallNotification"
            notifications::fetch, &[];
        GET Any "/Notifications" "ListNotification" notifications::list, NOTIFICATIONS;
        GET Any "/Notifications/{Sid}" "FetchNotification" notifications::fetch, &[];
    }
}

#[rustfmt::skip]
fn the_record() -> Vec<Route> {
    routes! { "/v1":
        POST Token "/AuthTokens/Promote" "UpdateAuthTokenPromotion" tokens::promote, &[];
        POST Token "/AuthTokens/Secondary" "CreateSecondaryAuthToken" tokens::create_secondary, &[];
        DELETE Token "/AuthTokens/Secondary" "DeleteSecondaryAuthToken" tokens::delete_secondary, &[];
        GET Any "/Events" "ListEvent" events::list, &["AccountSid", "After", "Limit"];
        GET Any "/Totals" "FetchTotals" totals::fetch, &["AccountSid"];
        GET Any "/Streams/{Sid}" "FetchStream" streams::fetch,
            &["AccountSid", "Category", "AsOf", "After", "Limit"];
    }
}
