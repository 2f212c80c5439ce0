/** A self-signed certificate for this machine. Browsers warn; SDKs and tests have to be told to accept it. */
export async function selfMadeCertificate(): Promise<{ key: string; cert: string }> {
  // Slow to load, and most runs do not need it.
  const { generate } = await import('selfsigned');
  const altNames = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { key: pems.private, cert: pems.cert };
}
