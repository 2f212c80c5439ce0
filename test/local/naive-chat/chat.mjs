/**
 * A chat as one writes it against an emulator, wrong on purpose in three places:
 * 1. it greets inside `$connect`: API Gateway opens the connection only once that has returned;
 * 2. it scans for whom to send to: that costs more with each connection, and the role of a function should
 * not allow it;
 * 3. it looks for `e.statusCode` to see that a connection is gone: the AWS SDK puts none on its errors.
 */
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';

const { TABLE: TableName, MANAGEMENT_URL: endpoint } = process.env;
const db = new DynamoDBClient({ maxAttempts: 1 });
const connections = new ApiGatewayManagementApiClient({ endpoint, maxAttempts: 1 });

const post = (ConnectionId, Data) => connections.send(new PostToConnectionCommand({ ConnectionId, Data }));
const remember = (id) => db.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
const forget = (id) => db.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));

export async function connect({ requestContext: { connectionId } }) {
  await remember(connectionId);
  await post(connectionId, 'welcome'); // 1
  return { statusCode: 200 };
}

/** The same without the first mistake. */
export async function connectInSilence({ requestContext: { connectionId } }) {
  await remember(connectionId);
  return { statusCode: 200 };
}

export async function say({ body }) {
  const { Items } = await db.send(new ScanCommand({ TableName })); // 2
  for (const { id } of Items) {
    try {
      await post(id.S, body);
    } catch (e) {
      if (e.statusCode === 410)
        await forget(id.S); // 3
      else throw e;
    }
  }
  return { statusCode: 200 };
}

export async function disconnect({ requestContext: { connectionId } }) {
  await forget(connectionId);
  return { statusCode: 200 };
}
