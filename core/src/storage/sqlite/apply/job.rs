//! Jobs.

use super::Applying;
use super::people::is_next;
use crate::model::Job;
use crate::storage::sql::{self, Row, Stored};
use crate::storage::sqlite::errors::{Fault, Outcome};
use crate::storage::sqlite::rows::{one, or_update, statement};

impl Applying<'_> {
    pub(super) fn put_job(&self, job: &Job) -> Outcome<()> {
        let sql = "SELECT version FROM tkit_job WHERE desk = ?1 AND id = ?2";
        let before = one(self.connection, sql, &[self.desk.cell(), job.id.to_cell()], |row| row.take())?;
        if !is_next(job.version, before) {
            return Err(Fault::stale("the job"));
        }
        let sql = statement!(or_update("INSERT INTO tkit_job (desk", sql::JOB_COLUMNS, "desk, id"));
        let mut cells = vec![self.desk.cell()];
        cells.extend(sql::job_cells(job));
        self.run(sql, &cells)?;
        Ok(())
    }
}
