interface Request<T> {
  resolve: (answer: T) => void;
  reject: (error: Error) => void;
}

/** Requests of a socket that wait for their answers, by a key that the answer repeats. */
export class Requests<T> {
  readonly #waiting = new Map<string, Request<T>>();

  wait(key: string): Promise<T> {
    return new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }));
  }

  /** False where nothing waits for that key. */
  settle(key: string, answer: T | Error): boolean {
    const request = this.#waiting.get(key);
    if (request === undefined) return false;
    this.#waiting.delete(key);
    if (answer instanceof Error) request.reject(answer);
    else request.resolve(answer);
    return true;
  }

  /** For an answer that does not say whose it is, and where none can come any more. */
  rejectAll(error: Error): void {
    for (const key of [...this.#waiting.keys()]) this.settle(key, error);
  }
}
