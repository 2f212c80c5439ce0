import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingDefaults } from '../../lambdas/platform/settings.ts';
import { settingSchemas } from '../../lib/setting-schemas.ts';
import { readDeploySettings, variableOf } from '../../lib/settings.ts';

const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab`;
const issuer = { issuer: 'https://issuer.example.com', audience: 'chat, page' };

describe('deploy settings', () => {
  it('need none: a development stage with a user pool of its own', () => {
    expect(readDeploySettings({}, {})).toEqual({
      stage: 'dev',
      account: undefined,
      region: undefined,
      issuer: null,
      usernameClaim: settingDefaults.CHAT_USERNAME_CLAIM,
      origins: [],
      page: true,
      connectSources: [],
      frameAncestors: [],
      directoryUrl: undefined,
      language: undefined,
      brand: undefined,
      domains: { page: null, rest: null, webSocket: null },
      editWindow: settingDefaults.CHAT_EDIT_WINDOW,
      rateLimit: settingDefaults.CHAT_RATE_LIMIT,
      userLimit: settingDefaults.CHAT_USER_LIMIT,
      threadLimit: settingDefaults.CHAT_THREAD_LIMIT,
      threadCreation: settingDefaults.CHAT_THREAD_CREATION,
      maxConnections: settingDefaults.CHAT_MAX_CONNECTIONS,
      searchLimit: settingDefaults.CHAT_SEARCH_LIMIT,
      throttleRate: 1_000,
      throttleBurst: 2_000,
      routeThrottles: {
        'GET /api/chat/openapi.json': { rateLimit: 10, burstLimit: 20 },
        'GET /api/chat/openapi.json/{proxy+}': { rateLimit: 10, burstLimit: 20 },
      },
      reservedConcurrency: null,
      alarmReceiver: undefined,
      accessLog: 'sample',
      gatewayLogRole: true,
      hstsSubdomains: false,
      scope: 'openid profile',
      authorizeParameters: {},
      tracing: true,
      callReports: false,
      events: settingDefaults.CHAT_EVENTS.split(','),
      eventText: settingDefaults.CHAT_EVENT_TEXT,
      attachments: true,
      attachmentMax: settingDefaults.CHAT_ATTACHMENT_MAX,
      uploadLimit: settingDefaults.CHAT_UPLOAD_LIMIT,
      malwareScan: settingDefaults.CHAT_MALWARE_SCAN,
      notifications: true,
      notifyAfter: settingDefaults.CHAT_NOTIFY_AFTER,
      notifyGap: settingDefaults.CHAT_NOTIFY_GAP,
      remindAfter: settingDefaults.CHAT_REMIND_AFTER,
      notifyText: settingDefaults.CHAT_NOTIFY_TEXT,
      pushContact: undefined,
      socketIo: true,
      socketIoPing: settingDefaults.CHAT_SOCKET_IO_PING,
      logRetentionDays: 30,
      removalPolicy: 'retain',
    });
  });

  it('come from the environment before the context', () => {
    const settings = readDeploySettings({ stage: 'dev', rateLimit: 'off' }, { CHAT_STAGE: 'test', PATH: '/bin' });
    expect(settings).toMatchObject({ stage: 'test', rateLimit: 'off' });
  });

  it('may be JSON in the context', () => {
    const settings = readDeploySettings(
      { throttleRate: 50, origins: ['https://a.example.com', 'https://b.example.com'] },
      {},
    );
    expect(settings).toMatchObject({ throttleRate: 50, origins: ['https://a.example.com', 'https://b.example.com'] });
  });

  it('take a brand as JSON, and refuse one with too little contrast by the name of its colour', () => {
    const brand = { name: 'Kiosk', colors: { accent: '#0b6e4f' }, radius: 6 };
    expect(readDeploySettings({ brand }, {}).brand).toEqual(brand);
    expect(readDeploySettings({}, { CHAT_BRAND: JSON.stringify(brand) }).brand).toEqual(brand);
    const refused = (text: string) => () => readDeploySettings({ brand: text }, {});
    expect(refused('{"colors":{"text":"#bbbbbb"}}')).toThrow(
      /^brand \(CHAT_BRAND\) is .*: colors\.text in light: #bbb/,
    );
    expect(refused('{"colors":{"link":"#bbbbbb"}}')).toThrow(/colors Unrecognized key: "link"/);
    expect(refused('green')).toThrow(/must be a brand in JSON/);
  });

  it('keep the data of every stage by default', () => {
    for (const stage of ['dev', 'prod', 'production'])
      expect(readDeploySettings({ stage }, {}).removalPolicy).toBe('retain');
    expect(readDeploySettings({ removalPolicy: 'destroy' }, {}).removalPolicy).toBe('destroy');
  });

  it('take the first audience as the client, and find the keys by discovery', () => {
    expect(readDeploySettings(issuer, {}).issuer).toEqual({
      issuer: 'https://issuer.example.com',
      audience: ['chat', 'page'],
      jwksUri: null,
      clientId: 'chat',
    });
  });

  it('take the keys and the client from the settings', () => {
    const told = { ...issuer, jwksUri: 'https://keys.example.com/a', clientId: 'page' };
    expect(readDeploySettings(told, {}).issuer).toMatchObject({
      jwksUri: 'https://keys.example.com/a',
      clientId: 'page',
    });
  });

  it('take further parameters of the authorization request', () => {
    const text = 'audience=https://api.example.com/?a=b, prompt=login';
    expect(readDeploySettings({ authorizeParameters: text }, {}).authorizeParameters).toEqual({
      audience: 'https://api.example.com/?a=b',
      prompt: 'login',
    });
  });

  it('take a host for the page', () => {
    const page = { pageDomain: 'chat.example.com', pageCertificate: certificateIn('us-east-1') };
    expect(readDeploySettings(page, {}).domains.page).toEqual({
      name: 'chat.example.com',
      certificate: certificateIn('us-east-1'),
    });
  });

  it('take hosts for REST and the WebSocket', () => {
    const rest = { restDomain: 'rest.example.com', restCertificate: certificateIn('eu-west-1') };
    const webSocket = { webSocketDomain: 'socket.example.com', webSocketCertificate: certificateIn('eu-west-1') };
    expect(readDeploySettings({ ...rest, ...webSocket, region: 'eu-west-1' }, {}).domains).toEqual({
      page: null,
      rest: { name: 'rest.example.com', certificate: certificateIn('eu-west-1') },
      webSocket: { name: 'socket.example.com', certificate: certificateIn('eu-west-1') },
    });
  });

  it('bound single routes of both APIs', () => {
    expect(readDeploySettings({ routeThrottles: 'send_message=200/400, $connect=50/100' }, {}).routeThrottles).toEqual({
      ...readDeploySettings({}, {}).routeThrottles,
      send_message: { rateLimit: 200, burstLimit: 400 },
      $connect: { rateLimit: 50, burstLimit: 100 },
    });
    expect(readDeploySettings({ routeThrottles: 'GET /api/chat/openapi.json=1/2' }, {}).routeThrottles).toEqual({
      'GET /api/chat/openapi.json': { rateLimit: 1, burstLimit: 2 },
      'GET /api/chat/openapi.json/{proxy+}': { rateLimit: 10, burstLimit: 20 },
    });
  });

  it.each([
    ['on-call@example.com', { email: 'on-call@example.com' }],
    ['arn:aws:sns:eu-west-1:123456789012:on-call', { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' }],
  ])('send alarms to %s', (text, receiver) => {
    expect(readDeploySettings({ alarmReceiver: text }, {}).alarmReceiver).toEqual(receiver);
  });

  it('have variables with words apart', () => {
    expect(variableOf('logRetentionDays')).toBe('CHAT_LOG_RETENTION_DAYS');
  });
});

describe('the runbook', () => {
  it('says of every deploy setting what it does, and of no other', () => {
    const [, table = ''] =
      /^## Settings\n(.*?)^## /ms.exec(readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')) ??
      [];
    const named = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) =>
      names.replaceAll('`', '').split(', '),
    );
    expect(named.sort()).toEqual(Object.keys(settingSchemas).sort());
  });
});

describe('a deploy setting that cannot be used is named, in one line:', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ stage: 'Production' }, /^stage \(CHAT_STAGE\) is "Production": must be/],
    [{ stage: 'dev-' }, /^stage .* no - last$/],
    ...['aws', 'my-aws', 'amazonas', 'cognito-1'].map((stage): [Record<string, string>, RegExp] => [
      { stage },
      /^stage .* must not contain aws, amazon or cognito: Cognito refuses it$/,
    ]),
    [{ account: '123' }, /^account .* 12 digits$/],
    [{ region: 'frankfurt' }, /^region .* must be a region/],
    [{ issuer: 'http://issuer.example.com', audience: 'chat' }, /^issuer .* https URL$/],
    [{ ...issuer, jwksUri: 'keys' }, /^jwksUri .* https URL$/],
    [{ ...issuer, audience: ' , ' }, /^audience .* must not be empty$/],
    [{ ...issuer, clientId: '' }, /^clientId .* must not be empty$/],
    [{ issuer: issuer.issuer }, /^audience is not set, but issuer is$/],
    [{ audience: 'chat' }, /^issuer is not set, but audience is/],
    [{ jwksUri: 'https://keys.example.com/' }, /^issuer is not set, but jwksUri is/],
    [{ clientId: 'page' }, /^issuer is not set, but clientId is/],
    [{ authorizeParameters: 'audience' }, /^authorizeParameters .* must be NAME=VALUE/],
    [{ authorizeParameters: 'state=x' }, /^authorizeParameters .* must not name client_id, /],
    [{ scope: '' }, /^scope .* must be scopes such as openid profile$/],
    [{ usernameClaim: '' }, /^usernameClaim: CHAT_USERNAME_CLAIM is "": must not be empty$/],
    [{ origins: 'https://*.example.com' }, /^origins .* must be origins/],
    [{ origins: 'https://a.example.com,http://b.example.com' }, /^origins .* must be origins/],
    [{ origins: 'https://a.example.com/' }, /^origins .* must be origins/],
    [{ page: 'yes' }, /^page .* on or off$/],
    [{ editWindow: '15' }, /^editWindow: CHAT_EDIT_WINDOW is "15": must be a duration/],
    [{ rateLimit: '20' }, /^rateLimit: CHAT_RATE_LIMIT is "20": must be off, or/],
    [
      { events: 'thread.created,message.sent' },
      /^events \(CHAT_EVENTS\) .* must be off, or some of .*message\.unread.*$/,
    ],
    [{ maxConnections: '0' }, /^maxConnections: CHAT_MAX_CONNECTIONS is "0": must be a whole number/],
    [{ throttleRate: '0' }, /^throttleRate .* whole number from 1$/],
    [{ throttleBurst: '1.5' }, /^throttleBurst .* whole number from 1$/],
    [{ logRetentionDays: '8' }, /^logRetentionDays .* must be one of 1, 3, 5/],
    [{ connectSources: 'http://login.example.com' }, /^connectSources .* must be https or wss origins/],
    [{ frameAncestors: "'self'" }, /^frameAncestors .* must be origins/],
    [{ frameAncestors: 'https://a.example.com; script-src *' }, /^frameAncestors .* must be origins/],
    [{ pageDomain: 'Chat.example.com' }, /^pageDomain .* must be a host name/],
    [{ pageDomain: 'chat.example.com' }, /^pageCertificate is not set, but pageDomain is$/],
    [{ restCertificate: certificateIn('eu-west-1') }, /^restDomain is not set, but restCertificate is$/],
    [
      { restDomain: 'rest.example.com', restCertificate: 'arn:aws:iam::1:server-certificate/a' },
      /^restCertificate .* in ACM$/,
    ],
    [
      { pageDomain: 'chat.example.com', pageCertificate: certificateIn('eu-west-1') },
      /^pageCertificate .* must be in us-east-1$/,
    ],
    [
      { region: 'eu-west-1', webSocketDomain: 'socket.example.com', webSocketCertificate: certificateIn('us-east-1') },
      /^webSocketCertificate .* must be in eu-west-1$/,
    ],
    [
      {
        restDomain: 'api.example.com',
        restCertificate: certificateIn('eu-west-1'),
        webSocketDomain: 'api.example.com',
        webSocketCertificate: certificateIn('eu-west-1'),
      },
      /^webSocketDomain is "api.example.com": each part needs a host of its own$/,
    ],
    [{ routeThrottles: 'send_message=200' }, /^routeThrottles .* must be ROUTE=RATE\/BURST/],
    [{ routeThrottles: 'send=200/400' }, /^routeThrottles .* must name a route of \$connect, /],
    [{ alarmReceiver: 'on-call' }, /^alarmReceiver .* must be an e-mail address or the ARN of an SNS topic$/],
    [
      { region: 'eu-west-1', alarmReceiver: 'arn:aws:sns:us-east-1:123456789012:on-call' },
      /^alarmReceiver .* must be in eu-west-1$/,
    ],
    [{ tracing: 'yes' }, /^tracing .* on or off$/],
    [{ accessLog: 'some' }, /^accessLog .* sample or all$/],
    [{ gatewayLogRole: 'yes' }, /^gatewayLogRole .* on or off$/],
    [{ removalPolicy: 'keep' }, /^removalPolicy .* retain or destroy$/],
  ];

  it.each(wrong)('%j', (context, message) => {
    expect(() => readDeploySettings(context, {})).toThrow(message);
    const environment = Object.fromEntries(Object.entries(context).map(([key, value]) => [variableOf(key), value]));
    expect(() => readDeploySettings({}, environment)).toThrow(message);
  });

  it('an unknown variable', () => {
    expect(() => readDeploySettings({}, { CHAT_RATELIMIT: 'off' })).toThrow(
      /^CHAT_RATELIMIT is no setting; there are stage, /,
    );
  });

  it('an unknown key of the context; those of CDK itself are let through', () => {
    const ofCdk = {
      '@aws-cdk/core:checkSecretUsage': true,
      'aws:cdk:bundling-stacks': [],
      'acknowledged-issue-numbers': [],
    };
    expect(() => readDeploySettings(ofCdk, {})).not.toThrow();
    expect(() => readDeploySettings({ ...ofCdk, ratelimit: 'off' }, {})).toThrow(
      /^ratelimit is no setting; there are stage, /,
    );
  });
});
