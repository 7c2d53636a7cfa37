//! A roster that is too long for one batch, cut where a class ends (protocol.md 4).

use super::Error;
use crate::document::manifest::limits::COUNT;
use crate::document::record::Body;

/// The records in batches of at most 4096, each class whole, classes in the order in which they first come.
///
/// # Errors
/// [`Error::GroupTooLarge`] for a class that is too long by itself.
pub fn cut(records: Vec<Body>) -> Result<Vec<Vec<Body>>, Error> {
    cut_at(records, COUNT, |record| record.stated().group())
}

fn cut_at<T>(records: Vec<T>, most: usize, group: impl Fn(&T) -> String) -> Result<Vec<Vec<T>>, Error> {
    if records.len() <= most {
        return Ok(vec![records]);
    }
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for record in records {
        let name = group(&record);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, members)) => members.push(record),
            None => groups.push((name, vec![record])),
        }
    }
    let mut batches: Vec<Vec<T>> = Vec::new();
    for (name, members) in groups {
        if members.len() > most {
            return Err(Error::GroupTooLarge { group: name, count: members.len(), most });
        }
        match batches.last_mut().filter(|batch| batch.len() + members.len() <= most) {
            Some(batch) => batch.extend(members),
            None => batches.push(members),
        }
    }
    Ok(batches)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pupils by class and number.
    fn pupils(classes: &[(&str, usize)]) -> Vec<String> {
        classes.iter().flat_map(|(class, count)| (0..*count).map(move |number| format!("{class} {number}"))).collect()
    }

    fn class(pupil: &str) -> String {
        pupil.split(' ').next().unwrap_or_default().to_owned()
    }

    fn sizes(classes: &[(&str, usize)], most: usize) -> Result<Vec<usize>, &'static str> {
        let cut = cut_at(pupils(classes), most, |pupil| class(pupil)).map_err(|error| error.code())?;
        assert_eq!(cut.concat(), pupils(classes), "nobody is lost, and the order stays");
        Ok(cut.iter().map(Vec::len).collect())
    }

    #[test]
    fn classes_stay_whole_and_no_batch_is_longer_than_the_limit() {
        assert_eq!(sizes(&[("6A", 30), ("6B", 34)], 64), Ok(vec![64]));
        assert_eq!(sizes(&[("6A", 30), ("6B", 35)], 64), Ok(vec![30, 35]));
        assert_eq!(sizes(&[("6A", 30), ("6B", 34), ("6C", 1), ("6D", 63)], 64), Ok(vec![64, 64]));
        assert_eq!(sizes(&[("6A", 30), ("6B", 34), ("6C", 2), ("6D", 63)], 64), Ok(vec![64, 2, 63]));
        assert_eq!(sizes(&[], 64), Ok(vec![0]));
        // A class that fills the largest batch there is, and one pupil more.
        assert_eq!(sizes(&[("K68", COUNT)], COUNT), Ok(vec![COUNT]));
        assert_eq!(sizes(&[("K68", COUNT), ("K69", 1)], COUNT), Ok(vec![COUNT, 1]));
        assert_eq!(sizes(&[("K68", COUNT + 1)], COUNT), Err("GROUP_TOO_LARGE"));
    }

    #[test]
    fn a_class_is_gathered_from_wherever_it_comes() {
        let mixed = ["6A 0", "6B 0", "6A 1", "6B 1"].map(str::to_owned).to_vec();
        let cut = cut_at(mixed, 3, |pupil| class(pupil)).unwrap();
        assert_eq!(cut, [["6A 0", "6A 1"], ["6B 0", "6B 1"]]);
    }
}
