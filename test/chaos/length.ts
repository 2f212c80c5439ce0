/** Whether this is a run of `npm run test:chaos`, which takes its time; in `npm test` each test is short. */
export const isLong = process.env.CHAOS === 'long';

/** The seed of a run: that of the environment, to repeat a run, else a new one. It is printed with what fails. */
export function seedOf(variable: string): number {
  const given = process.env[variable];
  if (given !== undefined && !/^\d{1,10}$/.test(given))
    throw new Error(`${variable} is "${given}": must be a whole number`);
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given);
}

/** A whole number of the environment, to make a long run longer or shorter. */
export function numberOf(variable: string, otherwise: number): number {
  const given = process.env[variable];
  if (given !== undefined && !/^\d{1,7}$/.test(given))
    throw new Error(`${variable} is "${given}": must be a whole number`);
  return given === undefined ? otherwise : Number(given);
}
