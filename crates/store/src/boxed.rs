//! A job in a box: its types are forgotten on the way to a connection, and known again when its result comes back. What
//! runs jobs is then in the program once, not once for each of its hundreds of jobs.

use crate::{Result, StoreError, Tx};
use futures_util::future::LocalBoxFuture;
use std::any::Any;
use std::marker::PhantomData;

/// What a job answered.
pub(crate) struct Outcome {
    /// It answered `Ok`: what it wrote is to be kept.
    pub ok: bool,
    value: Box<dyn Any + Send>,
}

pub(crate) trait Job: Send {
    fn run<'a>(&'a self, tx: &'a mut Tx) -> LocalBoxFuture<'a, Outcome>;
}

struct Typed<F, T, E> {
    job: F,
    result: PhantomData<fn() -> Result<T, E>>,
}

impl<F, T, E> Job for Typed<F, T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send + 'static,
    E: Send + 'static,
{
    fn run<'a>(&'a self, tx: &'a mut Tx) -> LocalBoxFuture<'a, Outcome> {
        Box::pin(async move {
            let result = (self.job)(tx).await;
            Outcome {
                ok: result.is_ok(),
                value: Box::new(result),
            }
        })
    }
}

pub(crate) fn pack<F, T, E>(job: F) -> Box<dyn Job>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    Box::new(Typed {
        job,
        result: PhantomData,
    })
}

/// The result of a job, or why there is none.
pub(crate) fn unpack<T, E>(finished: Result<Outcome>) -> Result<T, E>
where
    T: 'static,
    E: From<StoreError> + 'static,
{
    match finished?.value.downcast::<Result<T, E>>() {
        Ok(result) => *result,
        Err(_) => Err(StoreError::corrupt("a job answered with another's result").into()),
    }
}
