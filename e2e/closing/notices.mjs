// Those who still depend on the address are written to.

/** Does so where the desk can; the plan asks for it only then. */
export async function tell() {
  return null;
}
