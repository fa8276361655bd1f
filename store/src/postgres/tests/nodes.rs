use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};
use tokio_postgres::{AsyncMessage, NoTls};

use crate::{
    chain::{self, Evidence},
    contract::{
        PostgresServer, order,
        sample::{append, at, events, keyed, stream, written},
        within_a_minute,
    },
    port::{AppendError, Appended, EventStore},
    position::Position,
    postgres::{OpenError, PostgresStore},
    subscription::{Scope, Subscription},
};

async fn open(url: &str) -> Arc<PostgresStore> {
    Arc::new(PostgresStore::open(url).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_one_log_without_gaps_and_each_sees_all_in_order() {
    let url = PostgresServer::shared().await.database().await;
    let nodes = [open(&url).await, open(&url).await];
    let mut writers = JoinSet::new();
    for node in &nodes {
        // Both nodes write to the same streams.
        order::spawn_writers(&mut writers, &(Arc::clone(node) as _), "CA");
    }
    let readers: Vec<_> = nodes
        .iter()
        .map(|node| {
            Subscription::new(Arc::clone(node) as _, Scope::All, Position::START).with_batch(13)
        })
        .collect();
    let mut seen = [Vec::new(), Vec::new()];
    let mut total = 0;
    let [mut first, mut second] = <[Subscription; 2]>::try_from(readers).ok().unwrap();
    while !writers.is_empty() {
        tokio::select! {
            batch = first.next() => seen[0].extend(batch.unwrap()),
            batch = second.next() => seen[1].extend(batch.unwrap()),
            done = writers.join_next() => total += done.unwrap().unwrap(),
        }
    }
    for (reader, seen) in [&mut first, &mut second].into_iter().zip(&mut seen) {
        while seen.len() < total {
            seen.extend(reader.next().await.unwrap());
        }
        order::expect_in_order(seen);
        let positions: Vec<u64> = seen.iter().map(|event| event.position.0).collect();
        assert_eq!(positions, (1..=total as u64).collect::<Vec<_>>());
    }
    assert_eq!(seen[0], seen[1]);
    let report = chain::verify(&*nodes[0]).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_nodes_wins_a_version_and_a_key() {
    let url = PostgresServer::shared().await.database().await;
    let nodes = [open(&url).await, open(&url).await];
    for version in 0..20 {
        let attempt =
            |node: usize| nodes[node].append(append(&stream("CA1"), at(version), events(1)));
        let (one, two) = tokio::join!(attempt(0), attempt(1));
        let lost = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(lost[..], [AppendError::Conflict { .. }]), "{lost:?}");
        let name = format!("k{version}");
        let attempt = |node: usize| nodes[node].append(keyed("AC1", &name, 1, "CA1"));
        let (one, two) = tokio::join!(attempt(0), attempt(1));
        let wrote = [one, two]
            .into_iter()
            .filter(|answer| matches!(answer, Ok(Appended::Written { .. })))
            .count();
        assert_eq!(wrote, 1);
    }
}

#[tokio::test]
async fn a_node_is_woken_by_what_another_wrote() {
    let url = PostgresServer::shared().await.database().await;
    let (writer, reader) = (open(&url).await, open(&url).await);
    let mut wakeups = reader.wakeups();
    for version in 0..5 {
        let (position, _) =
            written(&(writer.clone() as _), append(&stream("CA1"), at(version), events(1))).await;
        wakeups.wait_for(|newest| *newest >= position).await.unwrap();
    }
}

#[tokio::test]
async fn nodes_started_together_make_the_schema_once() {
    let url = PostgresServer::shared().await.database().await;
    let (one, two, three) = tokio::join!(open(&url), open(&url), open(&url));
    for (version, node) in [one, two, three].into_iter().enumerate() {
        written(&(node as _), append(&stream("CA1"), at(version as u64), events(1))).await;
    }
}

#[tokio::test]
async fn a_lost_connection_is_made_again_and_the_log_goes_on() {
    let server = PostgresServer::shared().await;
    let url = server.database().await;
    let store = open(&url).await;
    let mut version = 0;
    for _ in 0..5 {
        let request = append(&stream("CA1"), at(version), events(2));
        // Whoever is told that it is not known retries; it is never written twice.
        loop {
            match store.append(request.clone()).await {
                Ok(_) => break,
                Err(AppendError::Unavailable(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        version += 2;
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        tokio::select! {
            done = client.batch_execute(kill) => done.unwrap(),
            lost = connection => panic!("{lost:?}"),
        }
    }
    let reader = open(&url).await;
    assert_eq!(reader.head().await.unwrap(), Position(version));
    assert!(chain::verify(&*reader).await.unwrap().is_sound());
}

#[tokio::test]
async fn events_cannot_be_changed_deleted_or_truncated_by_a_statement() {
    let server = PostgresServer::shared().await;
    let url = server.database().await;
    written(&(open(&url).await as Arc<dyn Evidence>), append(&stream("CA1"), at(0), events(1)))
        .await;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let attempts = async {
        for sql in ["UPDATE events SET data = '{}'", "DELETE FROM events", "TRUNCATE events"] {
            let refused = client.batch_execute(sql).await.unwrap_err();
            assert!(format!("{refused:?}").contains("events are never changed"), "{refused:?}");
        }
    };
    tokio::select! {
        () = attempts => {}
        lost = connection => panic!("{lost:?}"),
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_and_not_a_hang() {
    let refused = PostgresStore::open("host=/nowhere user=nobody").await.unwrap_err();
    assert!(matches!(refused, OpenError::Connect(_)), "{refused:?}");
    let refused = PostgresStore::open("host").await.unwrap_err();
    assert!(matches!(refused, OpenError::Config(_)), "{refused:?}");
}

#[tokio::test]
async fn a_node_tells_the_others_what_it_wrote() {
    let url = PostgresServer::shared().await.database().await;
    let (client, mut connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let mut heard = Box::pin(async move {
        loop {
            let message = std::future::poll_fn(|context| connection.poll_message(context)).await;
            if let Some(AsyncMessage::Notification(note)) = message.transpose().unwrap() {
                return note.payload().parse::<u64>().unwrap();
            }
        }
    });
    tokio::select! {
        done = client.batch_execute("LISTEN ringback_events") => done.unwrap(),
        early = &mut heard => panic!("{early} was told before anything was written"),
    }
    let store = open(&url).await;
    // What is written before the wake-up connection is made is not told; the others' poll finds it.
    for version in 0..50 {
        let request = append(&stream("CA1"), at(version), events(1));
        let (position, _) = written(&(store.clone() as _), request).await;
        if let Ok(told) = timeout(Duration::from_millis(200), &mut heard).await {
            assert!(told <= position.0);
            return;
        }
    }
    panic!("nothing was told");
}

#[tokio::test]
async fn a_node_that_is_told_of_a_position_wakes_its_readers() {
    let server = PostgresServer::shared().await;
    let url = server.database().await;
    let node = open(&url).await;
    let mut wakeups = node.wakeups();
    // No poll of the head could find this one.
    let told = async {
        loop {
            server.execute(&url, "NOTIFY ringback_events, '4711'").await;
        }
    };
    let woken = async {
        tokio::select! {
            newest = wakeups.wait_for(|newest| *newest == Position(4711)) => drop(newest.unwrap()),
            () = told => {}
        }
    };
    within_a_minute(woken).await;
}
