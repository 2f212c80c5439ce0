interface Request<T> {
  resolve: (answer: T) => void;
  reject: (error: Error) => void;
}

/** Requests of a socket that wait for their answers, by a key that the answer carries. */
export class Requests<T> {
  readonly #waiting = new Map<string, Request<T>>();

  wait(key: string): Promise<T> {
    return new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }));
  }

  /** Returns false if no request waits for the key. */
  settle(key: string, answer: T | Error): boolean {
    const request = this.#waiting.get(key);
    if (request === undefined) return false;
    this.#waiting.delete(key);
    if (answer instanceof Error) request.reject(answer);
    else request.resolve(answer);
    return true;
  }

  /** For an error that names no request, and for the end of the socket. */
  rejectAll(error: Error): void {
    for (const key of [...this.#waiting.keys()]) this.settle(key, error);
  }
}
