//! How an element of a document becomes a typed value.
//!
//! `element!` declares an element with its attributes; `children!` declares the set of elements that
//! may stand inside another. Both lists are the specification's, so that reading the declaration is
//! reading the specification.

use roxmltree::Node;

use super::reading::Reading;

/// An element of TwiML.
pub trait Element: Sized {
    /// Its name.
    const NAME: &'static str;
    /// The attributes that it knows.
    const ATTRIBUTES: &'static [&'static str];

    /// Reads it; what is wrong with it goes to `reading`.
    fn read(node: Node<'_, '_>, reading: &mut Reading) -> Self;

    /// The attributes that it has, as they would be written.
    fn written(&self) -> Vec<(&'static str, String)>;
}

/// What may stand inside an element.
pub trait Child: Sized {
    /// Whether what stands inside an unknown element counts, as in speech.
    const READS_THROUGH: bool = false;

    /// Reads an element, unless it is none of the set.
    fn read(node: Node<'_, '_>, reading: &mut Reading) -> Option<Self>;

    /// Text between elements, where it means something.
    fn text(_text: &str) -> Option<Self> {
        None
    }
}

/// Reads all children of `node` that `C` knows; the others are reported with `code`.
pub fn children<C: Child>(node: Node<'_, '_>, code: u32, reading: &mut Reading) -> Vec<C> {
    let mut found = Vec::new();
    for child in node.children() {
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            found.extend(C::text(text));
        } else if child.is_element() {
            match C::read(child, reading) {
                Some(known) => found.push(known),
                None => {
                    reading.unexpected(child, node, code);
                    if C::READS_THROUGH {
                        found.extend(children::<C>(child, code, reading));
                    }
                }
            }
        }
    }
    found
}

/// Reports every child of an element that must have none.
pub fn no_children(node: Node<'_, '_>, reading: &mut Reading) {
    for child in node.children().filter(Node::is_element) {
        reading.unexpected(child, node, super::codes::SCHEMA);
    }
}

/// The text directly inside an element, white space at the ends removed.
pub fn text(node: Node<'_, '_>) -> String {
    let text: String =
        node.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect();
    text.trim().to_owned()
}

/// Declares an element.
///
/// `element! { /// Docs. Pause "Pause" { length: u32 = "length" @ 13910 } }`: after `@` stands the code of
/// the notification for an invalid value (12200 without). `children Noun @ 13215` names what may stand
/// inside and the code for anything else; `text` keeps the text inside.
macro_rules! element {
    ($(#[$doc:meta])* $name:ident $tag:literal {
        $($field:ident: $type:ty = $attribute:literal $(@ $code:literal)?),* $(,)?
    } $(children $child:ident @ $nested:literal)? $(text $text:ident)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $(#[doc = concat!("The `", $attribute, "` attribute.")] pub $field: Option<$type>,)*
            $(#[doc = concat!("What stands inside: see [`", stringify!($child), "`].")]
            pub children: Vec<$child>,)?
            $(#[doc = "The text inside, white space at its ends removed."] pub $text: String,)?
        }

        impl $crate::twiml::element::Element for $name {
            const NAME: &'static str = $tag;
            const ATTRIBUTES: &'static [&'static str] = &[$($attribute),*];

            fn read(
                node: roxmltree::Node<'_, '_>,
                reading: &mut $crate::twiml::reading::Reading,
            ) -> Self {
                reading.attributes(node, Self::ATTRIBUTES);
                $crate::twiml::element::element!(@nested node reading $($child)?);
                Self {
                    $($field: reading.attribute(
                        node,
                        $attribute,
                        $crate::twiml::element::element!(@code $($code)?),
                    ),)*
                    $(children: $crate::twiml::element::children::<$child>(node, $nested, reading),)?
                    $($text: $crate::twiml::element::text(node),)?
                }
            }

            fn written(&self) -> Vec<(&'static str, String)> {
                let written: Vec<(&'static str, Option<String>)> = vec![
                    $((
                        $attribute,
                        self.$field.as_ref().map($crate::twiml::attribute::Value::write),
                    ),)*
                ];
                written.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
            }
        }
    };
    (@code) => { $crate::twiml::codes::SCHEMA };
    (@code $code:literal) => { $code };
    (@nested $node:ident $reading:ident) => {
        $crate::twiml::element::no_children($node, $reading);
    };
    (@nested $node:ident $reading:ident $child:ident) => {};
}
pub(crate) use element;

/// Declares what may stand inside an element: `children! { /// … Prompt { Say = "Say", Play = "Play" } }`.
macro_rules! children {
    ($(#[$doc:meta])* $name:ident { $($variant:ident($type:ty)),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("See [`", stringify!($type), "`].")] $variant(Box<$type>),)*
        }

        impl $name {
            /// The element's name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$type as $crate::twiml::element::Element>::NAME,)*
                }
            }
        }

        impl $crate::twiml::element::Child for $name {
            fn read(
                node: roxmltree::Node<'_, '_>,
                reading: &mut $crate::twiml::reading::Reading,
            ) -> Option<Self> {
                use $crate::twiml::element::Element;
                match node.tag_name().name() {
                    $(name if name == <$type>::NAME => {
                        Some(Self::$variant(Box::new(<$type as Element>::read(node, reading))))
                    })*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use children as element_children;
