//! How many connections each client has open, so that one alone cannot take all places.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::client::Client;

/// The open connections of all clients.
pub struct Crowd {
    open: Mutex<HashMap<Client, usize>>,
    most: usize,
}

impl Crowd {
    /// `most`: of one client.
    pub fn new(most: usize) -> Arc<Crowd> {
        Arc::new(Crowd { open: Mutex::default(), most: most.max(1) })
    }

    /// A place for one more connection, held until it is dropped; none where the client has enough. Without a client
    /// it is not counted.
    pub fn enter(self: &Arc<Self>, client: Option<Client>) -> Option<Place> {
        let Some(client) = client else { return Some(Place(None)) };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place(Some((Arc::clone(self), client))))
    }
}

/// One open connection.
pub struct Place(Option<(Arc<Crowd>, Client)>);

impl Drop for Place {
    fn drop(&mut self) {
        let Some((crowd, client)) = &self.0 else { return };
        let mut open = crowd.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(client) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Crowd};

    #[test]
    fn each_client_has_its_own_places_and_leaves_none_behind() {
        let crowd = Crowd::new(2);
        let [one, same_household, other] = ["2001:db8:1:2::1", "2001:db8:1:2::9", "192.0.2.7"]
            .map(|address| Some(Client::at(address.parse().unwrap())));
        let (first, second) = (crowd.enter(one), crowd.enter(same_household));
        assert!(first.is_some() && second.is_some() && crowd.enter(one).is_none());
        let another = crowd.enter(other);
        assert!(another.is_some());
        drop(first);
        let again = crowd.enter(one);
        assert!(again.is_some());
        let uncounted = [crowd.enter(None), crowd.enter(None), crowd.enter(None)];
        assert!(uncounted.iter().all(Option::is_some));
        drop((second, another, again, uncounted));
        assert!(crowd.open.lock().unwrap().is_empty());
    }
}
