//! Texts and chances, the same in every run.

/// A small generator of numbers that look random (xorshift64*, Marsaglia and Vigna).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The generator that begins with this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub const fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 16) % end
    }

    /// Sixteen bytes that nobody has seen before, beginning with `n` so that they grow as ids of version 7 do.
    pub fn id(&mut self, n: u64) -> [u8; 16] {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        id[8..].copy_from_slice(&self.next().to_be_bytes());
        id
    }
}

/// How many different words there are.
const VOCABULARY: u64 = 20_000;

/// A text of so many words. A few words are in nearly every text, and most are rare, as in people's own.
pub fn text(chance: &mut Chance, words: usize) -> String {
    let mut text = String::with_capacity(words * 8);
    for n in 0..words {
        if n > 0 {
            text.push(' ');
        }
        // The product of two even chances leans towards the small numbers, much as words do.
        let lean = chance.below(VOCABULARY) * chance.below(VOCABULARY) / VOCABULARY;
        push_word(&mut text, lean * chance.below(VOCABULARY) / VOCABULARY);
    }
    text
}

fn push_word(text: &mut String, mut number: u64) {
    const SYLLABLES: [&str; 16] =
        ["ka", "lo", "mi", "ne", "pu", "ra", "si", "to", "va", "ze", "bu", "de", "fi", "go", "hu", "ja"];
    for _ in 0..2 {
        text.push_str(SYLLABLES[usize::try_from(number % 16).unwrap_or(0)]);
        number /= 16;
    }
    while number > 0 {
        text.push_str(SYLLABLES[usize::try_from(number % 16).unwrap_or(0)]);
        number /= 16;
    }
}
