//! A closed loop of appenders.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use hdrhistogram::Histogram;
use store::{
    port::{Append, Appended, EventStore, ExpectedVersion, NewEvent, StreamAppend, StreamId},
    position::StreamVersion,
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// All appenders together write to so many streams.
const STREAMS: usize = 1_024;

/// How many append how much at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) appenders: usize,
    pub(crate) events: usize,
}

/// What a run came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) events_per_s: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Load {
    /// Runs against a store.
    pub(crate) async fn run_on(
        self,
        duration: Duration,
        store: Arc<dyn EventStore>,
    ) -> anyhow::Result<Run> {
        self.run(duration, move |append| {
            let store = Arc::clone(&store);
            async move {
                let appended = store.append(append).await?;
                anyhow::ensure!(matches!(appended, Appended::Written { .. }), "{appended:?}");
                Ok(())
            }
        })
        .await
    }

    /// Runs against whatever `append` writes to.
    pub(crate) async fn run<A, F>(self, duration: Duration, append: A) -> anyhow::Result<Run>
    where
        A: Fn(Append) -> F + Clone + Send + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let start = Instant::now();
        let mut appenders = JoinSet::new();
        for appender in 0..self.appenders {
            let append = append.clone();
            appenders.spawn(self.appender(appender, start + duration, append));
        }
        let mut latencies = Histogram::<u64>::new(3)?;
        while let Some(done) = appenders.join_next().await {
            latencies.add(done??)?;
        }
        let events = latencies.len() as f64 * self.events as f64;
        Ok(Run {
            events_per_s: events / start.elapsed().as_secs_f64(),
            p50: Duration::from_micros(latencies.value_at_quantile(0.5)),
            p99: Duration::from_micros(latencies.value_at_quantile(0.99)),
        })
    }

    async fn appender<A, F>(
        self,
        appender: usize,
        end: Instant,
        append: A,
    ) -> anyhow::Result<Histogram<u64>>
    where
        A: Fn(Append) -> F,
        F: Future<Output = anyhow::Result<()>>,
    {
        let mut versions = vec![0; STREAMS / self.appenders];
        let mut latencies = Histogram::new(3)?;
        for turn in 0.. {
            let stream = turn % versions.len();
            let request = self.request(appender, stream, versions[stream]);
            let asked = Instant::now();
            if asked >= end {
                break;
            }
            append(request).await?;
            latencies.record(u64::try_from(asked.elapsed().as_micros())?)?;
            versions[stream] += self.events as u64;
        }
        Ok(latencies)
    }

    fn request(self, appender: usize, stream: usize, version: u64) -> Append {
        let key = format!("CA{appender:016x}{stream:016x}");
        let events = (1..=self.events as u64).map(|n| event(&key, version + n)).collect();
        let stream = StreamId {
            account: format!("AC{:032x}", appender % 8),
            category: "call".to_owned(),
            key,
        };
        let expected = ExpectedVersion::Exactly(StreamVersion(version));
        let streams = vec![StreamAppend { stream, expected, events }];
        Append { streams, order: Vec::new(), idempotency: None }
    }
}

/// An event whose payload is a JSON object of 300 bytes.
fn event(call: &str, version: u64) -> NewEvent {
    let mut data = format!(r#"{{"call":"{call}","version":{version},"text":""#);
    data.extend(std::iter::repeat_n('x', 298 - data.len()));
    data.push_str("\"}");
    NewEvent {
        id: Uuid::now_v7(),
        event_type: "CallAnswered".to_owned(),
        schema_version: 1,
        recorded_at: 1_700_000_000_000_000,
        correlation: call.to_owned(),
        causation: None,
        actor: "system".to_owned(),
        data: Bytes::from(data),
    }
}
