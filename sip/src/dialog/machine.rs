/// Which side of the dialog-making INVITE this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It was ours.
    Uac,
    /// It was the other side's.
    Uas,
}

/// How far the dialog is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No final answer to the first INVITE yet.
    Early,
    /// UAS: our 200 is out, its ACK is not in.
    Answered,
    /// Both sides know that it exists.
    Confirmed,
    /// Over.
    Ended,
}

/// A request of the other side within the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// re-INVITE; without an offer it asks for ours.
    Invite,
    /// UPDATE (RFC 3311).
    Update {
        /// Whether it has an offer, or only refreshes.
        has_offer: bool,
    },
    /// BYE.
    Bye,
    /// INFO.
    Info,
    /// OPTIONS.
    Options,
}

/// What becomes of such a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is served.
    Serve,
    /// It is refused with this status.
    Refuse(u16),
    /// It is refused with 500 and `Retry-After`: an offer of the other side still waits for our
    /// answer (RFC 3261 §14.2, RFC 3311 §5.2).
    RetryLater,
}

/// How a call is ended from this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangUp {
    /// UAS, unanswered: a final refusal.
    Refuse,
    /// UAC, unanswered: CANCEL.
    Cancel,
    /// UAS, not acknowledged: wait for the ACK or its timeout (RFC 3261 §15).
    WaitForAck,
    /// BYE.
    Bye,
    /// It is over already.
    Nothing,
}

/// Whose offer waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exchange {
    None,
    Theirs,
    Ours,
}

/// One dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    role: Role,
    state: State,
    exchange: Exchange,
    remote_seq: Option<u32>,
}

impl Dialog {
    /// The other side's INVITE has come, with its `CSeq` number.
    pub fn uas(remote_seq: u32, has_offer: bool) -> Self {
        let exchange = if has_offer { Exchange::Theirs } else { Exchange::None };
        Self { role: Role::Uas, state: State::Early, exchange, remote_seq: Some(remote_seq) }
    }

    /// Our INVITE, with an offer, is out.
    pub fn uac() -> Self {
        Self { role: Role::Uac, state: State::Early, exchange: Exchange::Ours, remote_seq: None }
    }

    /// How far it is.
    pub fn state(&self) -> State {
        self.state
    }

    /// Judges a request of the other side.
    pub fn receive(&mut self, request: Request, cseq: u32) -> Verdict {
        if self.state == State::Ended {
            return Verdict::Refuse(481);
        }
        // RFC 3261 §12.2.2: a request out of order.
        if self.remote_seq.is_some_and(|last| cseq <= last) {
            return Verdict::Refuse(500);
        }
        self.remote_seq = Some(cseq);
        match request {
            Request::Bye => {
                self.state = State::Ended;
                Verdict::Serve
            }
            Request::Info | Request::Options | Request::Update { has_offer: false } => {
                Verdict::Serve
            }
            Request::Invite | Request::Update { has_offer: true } => self.receive_offer(request),
        }
    }

    fn receive_offer(&mut self, request: Request) -> Verdict {
        let is_unanswered = self.state == State::Early && request == Request::Invite;
        if is_unanswered || self.exchange == Exchange::Theirs {
            return Verdict::RetryLater;
        }
        if self.exchange == Exchange::Ours {
            // RFC 3261 §14.2: glare.
            return Verdict::Refuse(491);
        }
        self.exchange = Exchange::Theirs;
        Verdict::Serve
    }

    /// UAS: whether ringing, answering and refusing still make sense.
    pub fn may_answer(&self) -> bool {
        self.role == Role::Uas && self.state == State::Early
    }

    /// UAS: our 200 is out. Its body is our offer when theirs was missing.
    pub fn answered(&mut self) {
        self.state = State::Answered;
        self.exchange = match self.exchange {
            Exchange::None => Exchange::Ours,
            Exchange::Theirs | Exchange::Ours => Exchange::None,
        };
    }

    /// UAS: the ACK of the first INVITE is in.
    pub fn acked(&mut self) {
        if self.state == State::Answered {
            self.state = State::Confirmed;
            self.exchange = Exchange::None;
        }
    }

    /// UAC: the 2xx is in and acknowledged.
    pub fn confirmed(&mut self) {
        self.state = State::Confirmed;
        self.exchange = Exchange::None;
    }

    /// An offer of the other side has been answered, or refused.
    pub fn offer_answered(&mut self) {
        self.exchange = Exchange::None;
    }

    /// A re-INVITE without offer has been answered with ours: the answer comes in the ACK.
    pub fn offered_late(&mut self) {
        self.exchange = Exchange::Ours;
    }

    /// Whether an offer of ours may go out now; it then waits for its answer.
    pub fn offer(&mut self) -> bool {
        let may = self.state == State::Confirmed && self.exchange == Exchange::None;
        if may {
            self.exchange = Exchange::Ours;
        }
        may
    }

    /// How to end it from this side. It stays as it is until [`Self::end`].
    pub fn hang_up(&self) -> HangUp {
        match (self.role, self.state) {
            (Role::Uas, State::Early) => HangUp::Refuse,
            (Role::Uac, State::Early) => HangUp::Cancel,
            (_, State::Answered) => HangUp::WaitForAck,
            (_, State::Confirmed) => HangUp::Bye,
            (_, State::Ended) => HangUp::Nothing,
        }
    }

    /// It is over.
    pub fn end(&mut self) {
        self.state = State::Ended;
    }
}
