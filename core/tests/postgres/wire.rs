//! What goes over a connection to a server, message by message.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// Somebody who stands between a storage and its server.
pub(crate) trait Between: Send + Sync + 'static {
    /// Serves one connection until it ends; how it ends is of no interest.
    fn serve(&self, client: Wire) -> Result<()>;
}

/// Listens for storages; the answer is the port. The thread ends with the test program.
pub(crate) fn listen(between: Arc<impl Between>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let between = Arc::clone(&between);
            let client = Wire(client.unwrap());
            client.0.set_nodelay(true).unwrap();
            std::thread::spawn(move || between.serve(client));
        }
    });
    port
}

/// The same address with another port.
pub(crate) fn with_port(address: &str, port: u16) -> String {
    let (head, tail) = parts(address);
    format!("{head}127.0.0.1:{port}{tail}")
}

/// The server of an address.
pub(crate) fn server_of(address: &str) -> SocketAddr {
    let (head, tail) = parts(address);
    address[head.len()..address.len() - tail.len()].parse().unwrap()
}

/// What stands before the host, and behind the port.
fn parts(address: &str) -> (&str, &str) {
    let at = address.find('@').map_or("postgres://".len(), |at| at + 1);
    let end = address[at..].find('/').map_or(address.len(), |end| at + end);
    (&address[..at], &address[end..])
}

/// One end of a connection.
pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) fn to(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes)
    }

    /// The first message of a client, which has no letter before it.
    pub(crate) fn startup(&mut self) -> Result<Vec<u8>> {
        let mut message = vec![0; 4];
        self.0.read_exact(&mut message)?;
        self.rest(&mut message)?;
        Ok(message)
    }

    /// A message, and its letter.
    fn message(&mut self) -> Result<(u8, Vec<u8>)> {
        let mut message = vec![0; 5];
        self.0.read_exact(&mut message)?;
        self.rest(&mut message)?;
        Ok((message[0], message))
    }

    /// Reads what the length at the end of the head announces.
    fn rest(&mut self, message: &mut Vec<u8>) -> Result<()> {
        let head = message.len();
        let length = u32::from_be_bytes(message[head - 4..].try_into().unwrap()) as usize;
        message.resize(head - 4 + length, 0);
        self.0.read_exact(&mut message[head..])
    }

    /// All messages of a client up to the one after which it waits for an answer; an error when it takes its leave.
    pub(crate) fn request(&mut self) -> Result<Vec<u8>> {
        self.until(|letter| matches!(letter, b'S' | b'Q' | b'p'))
    }

    /// All messages of a server up to the one with which it waits for the next request.
    pub(crate) fn answer(&mut self) -> Result<Vec<u8>> {
        self.until(|letter| letter == b'Z')
    }

    fn until(&mut self, is_last: impl Fn(u8) -> bool) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let (letter, message) = self.message()?;
            all.extend(&message);
            if letter == b'X' {
                return Err(Error::from(ErrorKind::ConnectionAborted));
            }
            if is_last(letter) {
                return Ok(all);
            }
        }
    }

    pub(crate) fn cut(&self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }
}
