/**
 * A chat as in AWS's samples: one row for each connection. Every message is stored, and posted sequentially to the
 * connections that a scan finds in the room. Unlike some samples it handles a 410, so that it works.
 */
import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

const { CONNECTIONS, MESSAGES, MANAGEMENT_URL: endpoint } = process.env;
const db = DynamoDBDocumentClient.from(new DynamoDBClient());
const management = new ApiGatewayManagementApiClient({ endpoint });

export async function connect({ requestContext: { connectionId } }) {
  await db.send(new PutCommand({ TableName: CONNECTIONS, Item: { id: connectionId } }));
  return { statusCode: 200 };
}

export async function disconnect({ requestContext: { connectionId } }) {
  await db.send(new DeleteCommand({ TableName: CONNECTIONS, Key: { id: connectionId } }));
  return { statusCode: 200 };
}

/** `{"action": "join", "room"}`; replies with the same. */
export async function join({ body, requestContext: { connectionId } }) {
  await db.send(new PutCommand({ TableName: CONNECTIONS, Item: { id: connectionId, room: JSON.parse(body).room } }));
  return { statusCode: 200, body };
}

async function connectionsIn(room) {
  const ids = [];
  let ExclusiveStartKey;
  do {
    const filter = { FilterExpression: 'room = :room', ExpressionAttributeValues: { ':room': room } };
    const page = await db.send(new ScanCommand({ TableName: CONNECTIONS, ...filter, ExclusiveStartKey }));
    ids.push(...page.Items.map(({ id }) => id));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return ids;
}

/**
 * `{"action": "say", "room", "id", "content"}`; is pushed to everybody else in the room, and replied to with its id.
 */
export async function say({ body, requestContext: { connectionId, requestTimeEpoch } }) {
  const { room, id, content } = JSON.parse(body);
  await db.send(
    new PutCommand({
      TableName: MESSAGES,
      Item: { room, id: `${requestTimeEpoch}#${id}`, from: connectionId, content },
    }),
  );
  for (const ConnectionId of await connectionsIn(room)) {
    if (ConnectionId === connectionId) continue;
    try {
      await management.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify({ room, id, content }) }));
    } catch (error) {
      if (!(error instanceof GoneException)) throw error;
      await db.send(new DeleteCommand({ TableName: CONNECTIONS, Key: { id: ConnectionId } }));
    }
  }
  return { statusCode: 200, body: JSON.stringify({ answers: id }) };
}
