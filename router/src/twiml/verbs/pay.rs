//! `<Pay>` and `<Prompt>`: takes a payment.

use domain::uri::HttpMethod;

use super::super::attribute::{LanguageTag, List, Positive, choice};
use super::super::element::{element, element_children};
use super::{Parameter, Pause, Play, Say};

choice! {
    /// How a payment's data come.
    PayInput { Dtmf = "dtmf" }
}
choice! {
    /// What is paid with.
    PaymentMethod { AchDebit = "ach-debit", CreditCard = "credit-card" }
}
choice! {
    /// The kind of a bank account.
    BankAccountType {
        ConsumerChecking = "consumer-checking", ConsumerSavings = "consumer-savings",
        CommercialChecking = "commercial-checking", CommercialSavings = "commercial-savings",
    }
}
choice! {
    /// What a payment's token may be used for.
    TokenType { OneTime = "one-time", Reusable = "reusable", PaymentMethod = "payment-method" }
}
choice! {
    /// A kind of card.
    CardType {
        Visa = "visa", Mastercard = "mastercard", Amex = "amex", Maestro = "maestro",
        Discover = "discover", Optima = "optima", Jcb = "jcb", DinersClub = "diners-club",
        Enroute = "enroute",
    }
}
choice! {
    /// The step of a payment that a prompt is for.
    PromptFor {
        PaymentCardNumber = "payment-card-number", ExpirationDate = "expiration-date",
        SecurityCode = "security-code", PostalCode = "postal-code",
        PaymentProcessing = "payment-processing", BankAccountNumber = "bank-account-number",
        BankRoutingNumber = "bank-routing-number",
    }
}
choice! {
    /// What went wrong in the step before.
    PromptError {
        Timeout = "timeout", InvalidCardNumber = "invalid-card-number",
        InvalidCardType = "invalid-card-type", InvalidDate = "invalid-date",
        InvalidSecurityCode = "invalid-security-code", InternalError = "internal-error",
        InputMatchingFailed = "input-matching-failed",
    }
}

element_children! {
    /// What a prompt lets the caller hear.
    PromptChild { Pause(Pause), Play(Play), Say(Say) }
}

element! {
    /// What the caller hears at a step of a payment.
    Prompt "Prompt" {
        attempt: List<u32> = "attempt",
        card_type: List<CardType> = "cardType",
        error_type: List<PromptError> = "errorType",
        step: PromptFor = "for",
        require_matching_inputs: bool = "requireMatchingInputs",
    } children PromptChild @ 12200
}

element_children! {
    /// What stands inside `<Pay>`.
    PayChild { Parameter(Parameter), Prompt(Prompt) }
}

element! {
    /// Takes a payment.
    Pay "Pay" {
        action: String = "action",
        bank_account_type: BankAccountType = "bankAccountType",
        charge_amount: String = "chargeAmount",
        currency: String = "currency",
        description: String = "description",
        input: PayInput = "input",
        language: LanguageTag = "language",
        max_attempts: Positive = "maxAttempts",
        min_postal_code_length: u32 = "minPostalCodeLength",
        payment_connector: String = "paymentConnector",
        payment_method: PaymentMethod = "paymentMethod",
        postal_code: String = "postalCode",
        security_code: bool = "securityCode",
        status_callback: String = "statusCallback",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        timeout: Positive = "timeout",
        token_type: TokenType = "tokenType",
        valid_card_types: List<CardType> = "validCardTypes",
    } children PayChild @ 12200
}
