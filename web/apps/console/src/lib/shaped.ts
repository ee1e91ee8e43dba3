/** An answer in the closer shapes of the console: the description of the API says a set of codes as a text, and a shape of the domain as an object. */
export const shaped = <T,>(answer: Promise<unknown>): Promise<T> => answer as Promise<T>;
