import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();

/** Returns the text of a frame and how often it has been sent so far. */
export async function handler({ body }) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE,
      Key: { text: { S: body } },
      UpdateExpression: 'ADD seen :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return { statusCode: 200, body: JSON.stringify({ text: body, seen: Number(Attributes.seen.N) }) };
}
