//! A workspace of a tenant, to ask things of.

use serde_json::Value;

use crate::tests::house::{Got, House, Login, text};

pub(super) struct Desk {
    pub(super) house: House,
    pub(super) login: Login,
    /// `/v1/Workspaces/WS…`
    pub(super) home: String,
}

impl Desk {
    pub(super) async fn open() -> Self {
        let house = House::build();
        let login = house.account().await;
        let made = house.post(&login, "/v1/Workspaces", &[("FriendlyName", "Desk")]).await.ok();
        let home = format!("/v1/Workspaces/{}", text(&made["sid"]));
        Self { house, login, home }
    }

    pub(super) fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.home)
    }

    pub(super) async fn get(&self, rest: &str) -> Got {
        self.house.get(&self.login, &self.at(rest)).await
    }

    pub(super) async fn post(&self, rest: &str, form: &[(&str, &str)]) -> Got {
        self.house.post(&self.login, &self.at(rest), form).await
    }

    pub(super) async fn delete(&self, rest: &str) -> Got {
        self.house.delete(&self.login, &self.at(rest)).await
    }

    /// A GET or POST with one more header.
    pub(super) async fn with(
        &self,
        method: &str,
        rest: &str,
        form: &[(&str, &str)],
        header: (&'static str, &str),
    ) -> Got {
        let form = crate::tests::house::encode(form);
        let mut request = self.login.request(method, &self.at(rest), &form);
        request.headers_mut().insert(header.0, header.1.parse().unwrap());
        self.house.send(request).await
    }

    pub(super) async fn activity(&self, name: &str) -> String {
        let query = format!("/Activities?FriendlyName={name}");
        let listed = self.get(&query).await.ok();
        text(&listed["activities"][0]["sid"]).to_owned()
    }

    /// A worker who is available.
    pub(super) async fn worker(&self, name: &str, attributes: &str) -> String {
        let available = self.activity("Available").await;
        let form =
            [("FriendlyName", name), ("ActivitySid", &available), ("Attributes", attributes)];
        let made = self.post("/Workers", &form).await.ok();
        text(&made["sid"]).to_owned()
    }

    pub(super) async fn queue(&self, name: &str, more: &[(&str, &str)]) -> String {
        let form: Vec<_> = [("FriendlyName", name)].into_iter().chain(more.to_vec()).collect();
        let made = self.post("/TaskQueues", &form).await.ok();
        text(&made["sid"]).to_owned()
    }

    /// A workflow that sends everything to a queue.
    pub(super) async fn workflow(&self, name: &str, queue: &str) -> String {
        let document = document(queue);
        let form = [("FriendlyName", name), ("Configuration", document.as_str())];
        let made = self.post("/Workflows", &form).await.ok();
        text(&made["sid"]).to_owned()
    }

    pub(super) async fn task(&self, form: &[(&str, &str)]) -> Value {
        self.post("/Tasks", form).await.ok()
    }

    /// The task's only reservation.
    pub(super) async fn reservation(&self, task: &str) -> Value {
        let listed = self.get(&format!("/Tasks/{task}/Reservations")).await.ok();
        let all = listed["reservations"].as_array().unwrap();
        assert_eq!(all.len(), 1, "{listed}");
        all[0].clone()
    }
}

pub(super) fn document(queue: &str) -> String {
    format!(r#"{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{queue}"}}}}}}"#)
}
