import * as z from 'zod';

/** The version of the API. Its first number is that of the sub-protocol `chat.v1`. */
export const version = '1.0.0';

export const license = { name: 'MIT', url: 'https://opensource.org/license/mit' };

/** An error of API Gateway itself (WS-4): a bad token, throttling, a function that crashed or took too long. */
export const gatewayError = z
  .object({ message: z.string(), connectionId: z.string().optional(), requestId: z.string().optional() })
  .meta({ id: 'GatewayError', description: 'An error of the gateway itself. It has no code' });

/** Where `npm start` serves, and where AWS does. */
export const hosts = {
  localPort: { default: '8006', description: 'PORT' },
  deployed: {
    default: 'abc123.execute-api.eu-central-1.amazonaws.com',
    description: 'An output of the deployed stack',
  },
};
