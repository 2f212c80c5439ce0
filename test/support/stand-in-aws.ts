import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LocalApp } from './local-app.ts';

type Body = Record<string, any>;

/**
 * Stands in for what of AWS the app on one machine lacks, so that a smoke run takes the way of a deployed stage:
 * stacks, user pool, page host with sign-in, rules with queues, metrics and logs. Everything else goes to the app. It
 * proves that the run speaks AWS's protocols as their SDK does, not that AWS answers so.
 */
export class StandInAws {
  readonly users = new Map<string, string>();
  readonly made = new Set<string>();
  /** Lines of the functions' logs that the filter of a run finds, by log group. */
  readonly errorLines: Record<string, string> = {};
  readonly outputs: Record<string, string> = {};
  loginRefused = false;
  metricsMissing = false;
  app: LocalApp | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Listens; `app` has to be set before it is asked. */
  static async listen(): Promise<StandInAws> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const standIn = new StandInAws(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      standIn.#answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    return standIn;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const own = target === '' ? this.#withoutTarget(request, body) : await this.#byTarget(target, body);
    if (own === null) return this.#forward(request, response, body);
    response.writeHead(own.status ?? 200, { 'content-type': own.type ?? 'application/json', ...own.headers });
    response.end(typeof own.body === 'string' ? own.body : JSON.stringify(own.body));
  }

  #withoutTarget(request: IncomingMessage, body: string): Answer | null {
    const action = new URLSearchParams(body).get('Action');
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (action === 'DescribeStacks') return xml(action, `<Stacks>${this.#stacks()}</Stacks>`);
    if (action === 'ListStackResources')
      return xml(action, `<StackResourceSummaries>${alarmResource}</StackResourceSummaries>`);
    switch (pathname) {
      case '/config.json':
        return { body: this.#pageConfig() };
      case '/.well-known/openid-configuration':
        // Another host than the page's, as a sign-in page has.
        return { body: { authorization_endpoint: `${this.url.replace('127.0.0.1', 'localhost')}/authorize` } };
      case '/authorize':
        return this.loginRefused ? { status: 302, headers: { location: '/error' }, body: '' } : { body: 'Sign in' };
      case '/error':
        return { body: 'redirect_mismatch' };
      default:
        return null;
    }
  }

  #stacks(): string {
    const outputs = Object.entries(this.outputs).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    return `<member><StackName>chat-dev-app</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs.join('')}</Outputs></member>`;
  }

  #pageConfig(): Body {
    const { ApiUrl: apiUrl, WebSocketUrl: webSocketUrl, ClientId: clientId } = this.outputs;
    return { apiUrl, webSocketUrl, issuer: this.url, clientId, scope: 'openid profile', dev: false };
  }

  async #byTarget(target: string, body: string): Promise<Answer | null> {
    const [service = '', operation = ''] = target.split('.');
    const input = JSON.parse(body || '{}') as Body;
    if (service === 'AWSCognitoIdentityProviderService') return { body: await this.#userPool(operation, input) };
    if (service.startsWith('GraniteService')) return { body: metrics(operation, this.metricsMissing ? {} : input) };
    if (service.startsWith('Logs_')) return { body: this.#logs(input) };
    if (service === 'AWSEvents' && operation !== 'PutEvents') return { body: this.#rules(operation, input) };
    if (service === 'AmazonSQS') return { body: await this.#queues(operation, input) };
    return null;
  }

  async #userPool(operation: string, { Username, AuthParameters }: Body): Promise<Body> {
    if (operation === 'AdminCreateUser') this.users.set(Username, randomUUID());
    if (operation === 'AdminDeleteUser') this.users.delete(Username);
    if (operation !== 'AdminInitiateAuth') return {};
    const username: string = AuthParameters.USERNAME;
    const sub = this.users.get(username);
    if (sub === undefined) throw new Error(`no user ${username}`);
    return { AuthenticationResult: { AccessToken: await this.app?.token(sub, { username }) } };
  }

  #logs({ logGroupName }: Body): Body {
    const message = this.errorLines[logGroupName];
    return { events: message === undefined ? [] : [{ message }] };
  }

  #rules(operation: string, { Name, Rule }: Body): Body {
    if (operation === 'PutRule') this.made.add(`rule ${Name}`);
    if (operation === 'PutTargets') this.made.add(`target of ${Rule}`);
    if (operation === 'RemoveTargets') this.made.delete(`target of ${Rule}`);
    if (operation === 'DeleteRule') this.made.delete(`rule ${Name}`);
    return { RuleArn: `arn:aws:events:us-east-1:000000000000:rule/chat-local/${Name}`, FailedEntryCount: 0 };
  }

  async #queues(operation: string, { QueueName, QueueUrl = '' }: Body): Promise<Body> {
    const url = `${this.url}/000000000000/${QueueName}`;
    if (operation === 'CreateQueue') this.made.add(`queue ${url}`);
    if (operation === 'DeleteQueue') this.made.delete(`queue ${QueueUrl}`);
    if (operation !== 'ReceiveMessage')
      return { QueueUrl: url, Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:smoke' } };
    const { body: events } = (await this.app?.call<{ event: Body }[]>('GET', '/dev/events')) ?? { body: [] };
    return { Messages: events.map(({ event }) => queued(JSON.stringify(event))) };
  }

  /** As the page's host does, with a policy that names the hosts of the stage. */
  async #forward(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const method = request.method ?? 'GET';
    const answer = await fetch(`${this.app?.url}${request.url}`, {
      method,
      headers: headers as Record<string, string>,
      ...(method === 'GET' ? {} : { body }),
    });
    const { ApiUrl = this.url, WebSocketUrl = this.url } = this.outputs;
    const sources = [ApiUrl, WebSocketUrl].map((url) =>
      new URL(url).origin.replace('null', new URL(WebSocketUrl).origin),
    );
    const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ${sources.join(' ')}`;
    response.writeHead(answer.status, {
      ...Object.fromEntries(
        [...answer.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-)/.test(name)),
      ),
      'content-security-policy': policy,
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: Body | string;
}

/** The SDK checks the digest. */
function queued(body: string): Body {
  return { MessageId: randomUUID(), Body: body, MD5OfBody: createHash('md5').update(body).digest('hex') };
}

function xml(action: string, result: string): Answer {
  const body = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
  return { type: 'text/xml', body };
}

const alarmResource =
  '<member><ResourceType>AWS::CloudWatch::Alarm</ResourceType><PhysicalResourceId>chat-dev-frame-errors</PhysicalResourceId></member>';

/** One alarm, and a value for each metric that is asked for. */
function metrics(operation: string, { MetricDataQueries = [] }: Body): Body {
  if (operation === 'DescribeAlarms')
    return { MetricAlarms: [{ AlarmName: 'chat-dev-frame-errors', Namespace: 'AWS/Lambda', MetricName: 'Errors' }] };
  return { MetricDataResults: MetricDataQueries.map(({ Id }: Body) => ({ Id, Values: [1] })) };
}
