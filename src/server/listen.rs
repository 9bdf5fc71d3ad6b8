//! Taking hold of the ports.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use crate::base::{Fallible, Fault};
use crate::settings::Listen;

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Binds every address, or none.
pub fn bind(listen: &Listen) -> Fallible<Vec<TcpListener>> {
    match listen {
        Listen::At(addresses) => addresses.iter().copied().map(bind_one).collect(),
        Listen::Loopback(port) => bind_loopback(*port),
    }
}

/// Browsers resolve `localhost` to `::1` as well; a machine without IPv6 has only the other.
fn bind_loopback(port: u16) -> Fallible<Vec<TcpListener>> {
    let v4 = bind_one((Ipv4Addr::LOCALHOST, port).into())?;
    // With port 0 the system has chosen: both families share its choice.
    let port = v4.local_addr()?.port();
    match open((Ipv6Addr::LOCALHOST, port).into()) {
        Ok(v6) => Ok(vec![v4, v6]),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Err(in_use((Ipv6Addr::LOCALHOST, port).into(), error))
        }
        Err(_) => Ok(vec![v4]),
    }
}

fn bind_one(address: SocketAddr) -> Fallible<TcpListener> {
    open(address).map_err(|error| in_use(address, error))
}

fn in_use(address: SocketAddr, error: io::Error) -> Fault {
    if error.kind() == io::ErrorKind::AddrInUse {
        return Fault::new(format!(
            "{address} is in use by another program; stop it, or listen elsewhere (setting `listen`)"
        ));
    }
    Fault::from(error).context(format!("listening on {address}"))
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
