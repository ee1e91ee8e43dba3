import { until } from './until.mjs';

/** The same as `until`, for what a page shows: an error while looking counts as "not yet". */
export const expect = (test, what, ms) => until(() => Promise.resolve(test()).catch(() => false), what, ms);
