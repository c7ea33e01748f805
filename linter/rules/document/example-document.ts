import type { Example } from '../../rule.ts'

/** An identity policy that reads one secret, under one key. */
export const secretRead: Example = {
  text: `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "kms:GetSecretValue",
      "Resource": "acs:kms:cn-hangzhou:1234567890123456:secret/db"
    },
    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": "acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a"
    }
  ]
}
`,
}

/** The policy of a key that one RAM user decrypts with. */
export const keyPolicy: Example = {
  kind: 'key',
  text: `{
  "Version": "1",
  "Statement": [
    {
      "Sid": "app decrypts",
      "Effect": "Allow",
      "Principal": { "RAM": ["acs:ram::1234567890123456:user/app"] },
      "Action": ["kms:Decrypt"],
      "Resource": ["*"]
    }
  ]
}
`,
}

/** The trust policy of a role that instances of ECS assume. */
export const trustPolicy: Example = {
  kind: 'trust',
  text: `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Principal": { "Service": ["ecs.aliyuncs.com"] }
    }
  ]
}
`,
}

/** An example with the first place of a text changed. */
export function changed(example: Example, from: string, to: string): Example {
  if (!example.text.includes(from)) throw new Error(`the example does not hold ${from}`)
  return { ...example, text: example.text.replace(from, () => to) }
}
