/**
 * The policy of a key in an instance that was given none, as GetKeyPolicy answers it: it leaves the decision to the RAM
 * policies of the key's own account. State holds only policies that were set. Source: API metadata 2024-06, sample.
 */
export function defaultKeyPolicy(accountId: string): string {
  return JSON.stringify({
    Statement: [
      {
        Action: ['kms:*'],
        Effect: 'Allow',
        Principal: { RAM: [`acs:ram::${accountId}:*`] },
        Resource: ['*'],
        Sid: 'kms default key policy',
      },
    ],
    Version: '1',
  })
}
