import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A mail server that takes every mail (RFC 5321), for one test. */
export class MailServer {
  readonly mails: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<MailServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MailServer(server);
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }

  private serve(socket: Socket): void {
    let received = '';
    let isData = false;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    answer('220 ready');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      const end = isData ? '\r\n.\r\n' : '\r\n';
      for (let at = received.indexOf(end); at >= 0; at = received.indexOf(isData ? '\r\n.\r\n' : '\r\n')) {
        const text = received.slice(0, at);
        received = received.slice(at + (isData ? 5 : 2));
        if (isData) this.mails.push(text);
        const isCommand = !isData;
        isData = isCommand && /^DATA/i.test(text);
        answer(isData ? '354 go on' : /^QUIT/i.test(text) && isCommand ? '221 bye' : '250 ok');
      }
    });
  }
}
