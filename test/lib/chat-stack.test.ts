import { describe, expect, it } from 'vitest';
import { actions } from '../../protocol/frames.ts';
import { routeKeysOf } from '../../lib/http-routes.ts';
import { only, resourcesOf, stacksOf, textOf } from './stacks.ts';

const origins = ['https://chat.example.com', 'https://www.example.com'];
const { app } = stacksOf({
  origins,
  throttleRate: 50,
  throttleBurst: 70,
  routeThrottles: 'send_message=20/40,GET /api/{proxy+}=5/6',
  logRetentionDays: 7,
});
const resources = resourcesOf(app);

const isWebSocket = (name: string) => resources[name]?.Properties.ProtocolType === 'WEBSOCKET';
const [webSocketRoutes, httpRoutes] = [true, false].map((webSocket) =>
  Object.entries(resourcesOf(app, 'AWS::ApiGatewayV2::Route'))
    .filter(([, { Properties }]) => isWebSocket(Properties.ApiId.Ref) === webSocket)
    .map(
      ([id, { Properties }]) =>
        ({ id, ...Properties, functionName: targetOf(Properties.Target) }) as Record<string, any>,
    ),
);

/** The function that a route ends in. */
function targetOf(target: unknown): string {
  const [, integration] = /^integrations\/\$\{(\w+)\}$/.exec(textOf(target)) ?? [];
  const uri = textOf(resources[integration ?? '']?.Properties.IntegrationUri);
  const [, id] = /\$\{(\w+)\.Arn\}/.exec(uri) ?? [];
  return resources[id ?? '']?.Properties.FunctionName;
}

describe('the WebSocket API', () => {
  it('has a route for each action, and $default, to frame; their answers reach the client', () => {
    const answered = Object.values(resourcesOf(app, 'AWS::ApiGatewayV2::RouteResponse')).map(
      ({ Properties }) => Properties.RouteId.Ref,
    );
    const messages = webSocketRoutes?.filter(({ functionName }) => functionName === 'chat-dev-frame') ?? [];
    expect(messages.map(({ RouteKey }) => RouteKey)).toEqual([...actions, '$default']);
    expect(messages.map(({ RouteResponseSelectionExpression }) => RouteResponseSelectionExpression)).toEqual(
      messages.map(() => '$default'),
    );
    expect(messages.map(({ id }) => id)).toEqual(answered);
  });

  it('has $connect and $disconnect, and no further route', () => {
    const others = webSocketRoutes?.filter(({ functionName }) => functionName !== 'chat-dev-frame') ?? [];
    expect(others.map(({ RouteKey, functionName }) => [RouteKey, functionName])).toEqual([
      ['$connect', 'chat-dev-connect'],
      ['$disconnect', 'chat-dev-disconnect'],
    ]);
  });

  it('WS-1: asks the authorizer at $connect, in whichever place the token is', () => {
    const connect = webSocketRoutes?.find(({ RouteKey }) => RouteKey === '$connect');
    expect(connect?.AuthorizationType).toBe('CUSTOM');
    const authorizer = resources[connect?.AuthorizerId.Ref]?.Properties;
    expect(authorizer).toMatchObject({ AuthorizerType: 'REQUEST', IdentitySource: [] });
    expect(textOf(authorizer?.AuthorizerUri)).toMatch(/Functionsauthorizer\w+\.Arn/);
  });

  it('routes by action, on a throttled stage ws', () => {
    const { Properties } = only(app, 'AWS::ApiGatewayV2::Api', ({ ProtocolType }) => ProtocolType === 'WEBSOCKET');
    expect(Properties.RouteSelectionExpression).toBe('$request.body.action');
    const stage = only(app, 'AWS::ApiGatewayV2::Stage', ({ StageName }) => StageName === 'ws').Properties;
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 70 });
  });
});

describe('the HTTP API', () => {
  it('has a function for everything, which verifies tokens itself; the description has routes of its own', () => {
    expect(
      httpRoutes
        ?.filter(({ functionName }) => functionName === 'chat-dev-http')
        .map(({ RouteKey, AuthorizationType, functionName }) => [RouteKey, AuthorizationType, functionName]),
    ).toEqual([
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [
        `${method} /api/{proxy+}`,
        'NONE',
        'chat-dev-http',
      ]),
      ['GET /api/chat/openapi.json', 'NONE', 'chat-dev-http'],
      ['GET /api/chat/openapi.json/{proxy+}', 'NONE', 'chat-dev-http'],
    ]);
  });

  it('has routes of their own for the endpoints of other functions, and none for one that is switched off', () => {
    const own = httpRoutes?.filter(({ functionName }) => functionName === 'chat-dev-attachments') ?? [];
    expect(own.map(({ RouteKey }) => RouteKey)).toEqual(routeKeysOf('attachments'));
    expect(new Set(own.map(({ AuthorizationType }) => AuthorizationType))).toEqual(new Set(['NONE']));
    const { app: without, ...stacks } = stacksOf({ attachments: 'off' });
    expect(Object.keys(stacks)).toEqual(['data']);
    // Nothing is left: no function, role, log, alarm, route, permission, widget or bucket.
    expect(JSON.stringify(without.toJSON())).not.toMatch(
      /attachments|remove-?files|FileRemoval|scan-?result|GuardDuty/i,
    );
  });

  it('has routes of its own for searches, to their function', () => {
    const own = httpRoutes?.filter(({ functionName }) => functionName === 'chat-dev-search') ?? [];
    expect(own.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
      ['GET /api/chat/search', 'NONE'],
      ['GET /api/chat/search/{proxy+}', 'NONE'],
    ]);
  });

  it('answers preflights itself: no route takes OPTIONS to the function', () => {
    expect(httpRoutes?.filter(({ RouteKey }) => /^(OPTIONS|ANY) |^\$default$/.test(RouteKey))).toEqual([]);
  });

  it('lets the page and the pages of the configured origins call it, and no other', () => {
    const { Properties } = only(app, 'AWS::ApiGatewayV2::Api', ({ ProtocolType }) => ProtocolType === 'HTTP');
    const [own] = Object.keys(resourcesOf(app, 'AWS::CloudFront::Distribution'));
    expect(Properties.CorsConfiguration.AllowOrigins.map(textOf)).toEqual([
      ...origins,
      `https://\${${own}.DomainName}`,
    ]);
    expect(Properties.CorsConfiguration).toMatchObject({
      AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type'],
    });
    expect(Properties.CorsConfiguration.AllowCredentials).toBeUndefined();
  });

  it('grants nothing to other origins if there is no page and none is configured', () => {
    const { Properties } = only(
      stacksOf({ page: 'off' }).app,
      'AWS::ApiGatewayV2::Api',
      ({ ProtocolType }) => ProtocolType === 'HTTP',
    );
    expect(Properties.CorsConfiguration).toBeUndefined();
  });

  it('is throttled', () => {
    const stage = only(app, 'AWS::ApiGatewayV2::Stage', ({ StageName }) => StageName === '$default').Properties;
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 70 });
  });
});

const webSocketStage = ({ StageName }: any) => StageName === 'ws';
const httpStage = ({ StageName }: any) => StageName === '$default';

const logging = stacksOf({ accessLog: 'all', logRetentionDays: 7 }).app;

describe.each([
  ['WebSocket', webSocketStage, 'websocket-access'],
  ['HTTP', httpStage, 'http-access'],
] as const)('the access log of the %s API', (_, isStage, name) => {
  const { DestinationArn, Format } = only(logging, 'AWS::ApiGatewayV2::Stage', isStage).Properties.AccessLogSettings;
  const format = JSON.parse(Format) as Record<string, string>;

  it('is off unless it is set to all requests', () => {
    expect(only(app, 'AWS::ApiGatewayV2::Stage', isStage).Properties.AccessLogSettings).toBeUndefined();
    expect(JSON.stringify(app.toJSON())).not.toContain(name);
    expect(resourcesOf(app, 'AWS::ApiGateway::Account')).toEqual({});
  });

  it('has a log group of its own, kept as long as the setting says', () => {
    const group = resourcesOf(logging)[DestinationArn['Fn::GetAtt'][0]]?.Properties;
    expect(group).toMatchObject({ LogGroupName: `/aws/vendedlogs/chat-dev/${name}`, RetentionInDays: 7 });
  });

  it('says who asked what, how it ended and how long it took', () => {
    expect(Object.keys(format)).toEqual(
      expect.arrayContaining(['request_id', 'route', 'status', 'error', 'integration_latency_ms']),
    );
  });

  it('holds no token, no query and no text', () => {
    const safe =
      /^\$context\.(requestId|requestTimeEpoch|routeKey|status|error\.responseType|integration(Status|Latency)|connectionId|eventType|httpMethod|path|responseLatency|authorizer\.(user_id|status))$/;
    expect(Object.values(format).filter((variable) => !safe.test(variable))).toEqual([]);
  });
});

describe('the access log of the WebSocket API', () => {
  it('names the connection and its user', () => {
    const { Format } = only(logging, 'AWS::ApiGatewayV2::Stage', webSocketStage).Properties.AccessLogSettings;
    expect(JSON.parse(Format)).toMatchObject({
      connection_id: '$context.connectionId',
      user_id: '$context.authorizer.user_id',
    });
  });

  it("is written by a role that outlives the stage: it is the whole account's", () => {
    const account = only(logging, 'AWS::ApiGateway::Account');
    const [roleId] = account.Properties.CloudWatchRoleArn['Fn::GetAtt'];
    expect([account.DeletionPolicy, resourcesOf(logging)[roleId]?.DeletionPolicy]).toEqual(['Retain', 'Retain']);
    expect(only(logging, 'AWS::ApiGatewayV2::Stage', webSocketStage).DependsOn).toEqual(
      expect.arrayContaining([roleId]),
    );
  });

  it('uses the role that the account already has if the setting says so', () => {
    expect(resourcesOf(stacksOf({ accessLog: 'all', gatewayLogRole: 'off' }).app, 'AWS::ApiGateway::Account')).toEqual(
      {},
    );
  });
});

describe('bounds of single routes', () => {
  it('leave each stage made, and deployed, after all of its routes: AWS refuses changes of one API at once', () => {
    for (const [isStage, routes] of [
      [webSocketStage, webSocketRoutes],
      [httpStage, httpRoutes],
    ] as const) {
      const ids = (routes ?? []).map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(0);
      expect(only(stacksOf().app, 'AWS::ApiGatewayV2::Stage', isStage).DependsOn).toEqual(expect.arrayContaining(ids));
    }
  });

  it.each([
    ['send_message', webSocketStage, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }],
    ['GET /api/{proxy+}', httpStage, { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 }],
  ] as const)('%s: only on its own API, beside what is bound where nothing is said', (routeKey, isStage, bounds) => {
    const ofStage = (one: typeof app) => only(one, 'AWS::ApiGatewayV2::Stage', isStage).Properties.RouteSettings;
    const same = stacksOf({ throttleRate: 50, throttleBurst: 70 }).app;
    expect(ofStage(app)).toEqual({ ...ofStage(same), [routeKey]: bounds });
  });

  const settingsOf = (isStage: (properties: any) => boolean): Record<string, Record<string, number>> =>
    only(stacksOf().app, 'AWS::ApiGatewayV2::Stage', isStage).Properties.RouteSettings;

  it('are low by default for what needs no token', () => {
    expect(settingsOf(httpStage)).toMatchObject({
      'GET /api/chat/openapi.json': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      'GET /api/chat/openapi.json/{proxy+}': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
    expect(settingsOf(webSocketStage).$connect).toEqual({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
  });

  it('leave, by default, each kind of call room for the others, and all of them room in the quota of the account', () => {
    const bounded = { ...settingsOf(webSocketStage), ...settingsOf(httpStage) };
    const keys = [...(webSocketRoutes ?? []), ...(httpRoutes ?? [])].map(({ RouteKey }) => RouteKey);
    expect(Object.keys(bounded).sort()).toEqual(keys.filter((key) => key !== '$disconnect').sort());
    const rates = Object.values(bounded).map(({ ThrottlingRateLimit: rate = Infinity }) => rate);
    expect(Math.max(...rates)).toBeLessThanOrEqual(500);
    expect(rates.reduce((sum, rate) => sum + rate, 0)).toBeLessThan(10_000 / 2);
  });
});

describe("hosts of one's own", () => {
  const certificate = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab';
  const named = stacksOf({
    restDomain: 'rest.example.com',
    restCertificate: certificate,
    webSocketDomain: 'socket.example.com',
    webSocketCertificate: certificate,
  });

  it('accept only TLS 1.2 and newer', () => {
    const domains = Object.values(resourcesOf(named.app, 'AWS::ApiGatewayV2::DomainName')).map(
      ({ Properties }) => Properties,
    );
    expect(domains.map(({ DomainName }) => DomainName).sort()).toEqual(['rest.example.com', 'socket.example.com']);
    for (const { DomainNameConfigurations } of domains) {
      expect(DomainNameConfigurations).toEqual([
        { CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ]);
    }
  });

  it('have the same paths as the hosts of AWS', () => {
    const mappings = Object.values(resourcesOf(named.app, 'AWS::ApiGatewayV2::ApiMapping'));
    expect(mappings.map(({ Properties: { Stage, ApiMappingKey } }) => [Stage, ApiMappingKey]).sort()).toEqual([
      ['$default', undefined],
      ['ws', 'socket.io'],
      ['ws', 'ws'],
    ]);
    for (const { DependsOn } of mappings) expect(DependsOn).toContainEqual(expect.stringMatching(/Stage/));
  });

  it('are in the outputs, together with the targets of their DNS records', () => {
    const outputs = named.app.toJSON().Outputs;
    expect(outputs.ApiUrl.Value).toBe('https://rest.example.com/api/chat');
    expect(outputs.WebSocketUrl.Value).toBe('wss://socket.example.com/ws');
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['HttpDnsTarget', 'WebSocketDnsTarget']));
  });
});
