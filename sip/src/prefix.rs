use std::net::IpAddr;
use std::str::FromStr;

/// A block of addresses, `192.0.2.0/24`, `2001:db8::/32` or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IpPrefix {
    network: u128,
    mask: u128,
    is_v4: bool,
}

/// Not an address block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address or a block like 192.0.2.0/24")]
pub struct NotAPrefix(String);

impl IpPrefix {
    /// 127.0.0.0/8.
    pub const LOOPBACK_V4: Self = Self { network: 0x7f00_0000, mask: 0xff00_0000, is_v4: true };
    /// ::1.
    pub const LOOPBACK_V6: Self = Self { network: 1, mask: u128::MAX, is_v4: false };

    /// Whether the address lies in the block; a v4-mapped v6 address counts as v4.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let (bits, is_v4) = bits(ip);
        is_v4 == self.is_v4 && bits & self.mask == self.network
    }
}

impl FromStr for IpPrefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        let wrong = || NotAPrefix(text.to_owned());
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let (bits, is_v4) = bits(address.parse().map_err(|_| wrong())?);
        let width = if is_v4 { 32 } else { 128 };
        let length = length.unwrap_or(width);
        if length > width {
            return Err(wrong());
        }
        let ones = if is_v4 { u128::from(u32::MAX) } else { u128::MAX };
        let mask = ones & ones.checked_shl(width - length).unwrap_or(0);
        Ok(Self { network: bits & mask, mask, is_v4 })
    }
}

fn bits(ip: IpAddr) -> (u128, bool) {
    match ip.to_canonical() {
        IpAddr::V4(v4) => (u128::from(u32::from(v4)), true),
        IpAddr::V6(v6) => (u128::from(v6), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_addresses_and_no_others() {
        let table = [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("::/0", "2001:db8::1", true),
        ];
        for (block, ip, expected) in table {
            let prefix: IpPrefix = block.parse().unwrap();
            assert_eq!(prefix.contains(ip.parse().unwrap()), expected, "{block} {ip}");
        }
        assert!(IpPrefix::LOOPBACK_V4.contains("127.9.9.9".parse().unwrap()));
        assert!(IpPrefix::LOOPBACK_V6.contains("::1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in ["", "192.0.2.0/33", "192.0.2/24", "::/129", "host", "1.2.3.4/x"] {
            assert!(text.parse::<IpPrefix>().is_err(), "{text}");
        }
    }
}
