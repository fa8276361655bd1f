use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

#[derive(Debug, Clone)]
pub struct Message {
    pub text: String,
}

impl Message {
    pub fn start(&self) -> &str {
        self.text.split("\r\n").next().unwrap()
    }

    pub fn status(&self) -> u16 {
        self.start().strip_prefix("SIP/2.0 ").map_or(0, |rest| rest[..3].parse().unwrap())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.text
            .split("\r\n\r\n")
            .next()
            .unwrap()
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.text
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().1
    }

    pub fn to_tag(&self) -> String {
        let to = self.header("To").unwrap();
        to.split_once(";tag=").map(|(_, tag)| tag.to_owned()).unwrap_or_default()
    }
}

/// Cuts the next message off a stream.
pub async fn read_message(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    let mut wanted = usize::MAX;
    while text.len() < wanted {
        stream.read_exact(&mut byte).await.unwrap();
        text.push(byte[0]);
        if wanted == usize::MAX && text.ends_with(b"\r\n\r\n") {
            let head = Message { text: String::from_utf8(text.clone()).unwrap() };
            let body: usize = head.header("Content-Length").unwrap().parse().unwrap();
            wanted = text.len() + body;
        }
    }
    String::from_utf8(text).unwrap()
}
