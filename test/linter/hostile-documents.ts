const account = '1234567890123456'
const pattern = '*a*a*a*a*a*b'
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(',')
const statement = (action: string, resource: string, more = ''): string =>
  `{"Effect":"Allow","Action":[${action}],"Resource":[${resource}]${more}}`
const policy = (statements: string): string => `{"Version":"1","Statement":[${statements}]}`
const secret = (name: string | number): string => `"acs:kms:cn-hangzhou:${account}:secret/${name}"`
const read = '"kms:GetSecretValue","kms:Decrypt"'
const condition = (operator: string, members: string): string => `,"Condition":{"${operator}":{${members}}}`

/** Documents that are meant to bring a linter down, or to hold it up, each made when it is asked for. */
export const hostileDocuments: Readonly<Record<string, () => string>> = {
  '10,000 statements': () => policy(many(10_000, index => statement('"kms:GetSecretValue"', secret(index)))),
  '10,000 statements with wildcards': () =>
    policy(
      many(10_000, index => statement(`"kms:*Get${index}*","kms:*"`, `"acs:kms:*:*:*secret*${index}*"`)),
    ),
  '10,000 Denies and an Allow': () =>
    policy(
      `${many(10_000, index => statement(read, secret(`${index}*`)).replace('Allow', 'Deny'))},${statement(read, '"*"')}`,
    ),
  '10,000 equal statements': () => policy(many(10_000, () => statement(read, '"*"'))),
  '1 MiB of statements': () =>
    policy(many(8_000, index => statement(read, secret(`${'x'.repeat(40)}${index}`)))),
  '5,000 secrets and 5,000 keys in 5,000 places': () => {
    const arn = (index: number, id: string): string => `"acs:kms:cn-${index}:${account}:${id}"`
    return policy(
      `${many(5000, index => statement('"kms:GetSecretValue"', arn(index, 'secret/a')))},${many(5000, index => statement('"kms:Decrypt"', arn(5000 - index, 'key/a')))}`,
    )
  },
  '5,000 secrets and 5,000 keys under conditions': () =>
    policy(
      `${many(5000, index => statement('"kms:GetSecretValue"', secret(index), condition('StringEquals', `"acs:SourceVpc":"vpc-${index}"`)))},${many(5000, index => statement('"kms:Decrypt"', secret(index).replace('secret', 'key'), condition('StringEquals', `"acs:SourceVpc":"vpc-${index + 1}"`)))}`,
    ),
  '5,000 secrets that are written and 5,000 keys elsewhere': () =>
    policy(
      `${many(5000, index => statement('"kms:PutSecretValue","kms:DescribeSecret"', secret(index)))},${many(5000, index => statement('"kms:GenerateDataKey","kms:Decrypt"', `"acs:kms:cn-${index}:${account}:key/a"`))}`,
    ),
  '5,000 Allows and 5,000 Denies': () =>
    policy(
      `${many(5000, index => statement(read, secret(index)))},${many(5000, index => statement(read, secret(`${index}*x`)).replace('Allow', 'Deny'))}`,
    ),
  'one string of 1 MiB': () => policy(statement(`"kms:${'x'.repeat(1 << 20)}"`, secret('x'.repeat(1 << 20)))),
  'a pattern of 1 MiB': () =>
    policy(statement(`"kms:${'*a'.repeat(1 << 18)}"`, secret('?*'.repeat(1 << 18)))),
  '10,000 actions': () =>
    policy(
      statement(
        many(10_000, index => `"kms:Get${index}*"`),
        '"*"',
      ),
    ),
  '10,000 resources': () =>
    policy(
      statement(
        read,
        many(10_000, index => secret(`${index}*`)),
      ),
    ),
  '10,000 resources with wildcards': () =>
    policy(
      statement(
        read,
        many(10_000, index => `"acs:kms:*:*:*${index}*?"`),
      ),
    ),
  'patterns that go back and forth': () =>
    policy(
      many(30, index =>
        statement(
          `"${pattern}","kms:${pattern}${index}"`,
          `"${pattern}:${pattern}:*:*:${pattern}","acs:kms:*:*:${pattern}${index}"`,
          condition('StringLike', `"acs:ResourceTag/a":["${pattern}","${pattern}${index}"]`),
        ),
      ),
    ),
  '40 patterns against each other': () =>
    policy(
      `${many(40, index => statement(`"kms:*${'a*'.repeat(index)}b*"`, `"acs:kms:*:*:*${'?*'.repeat(index)}"`))},${statement('"*"', '"*"').replace('Allow', 'Deny')}`,
    ),
  '1,000 condition keys': () =>
    policy(
      statement(
        read,
        '"*"',
        condition(
          'StringEquals',
          many(1000, index => `"acs:ResourceTag/${index}":"a"`),
        ),
      ),
    ),
  '1,000 clauses of one key': () =>
    policy(
      many(50, index =>
        statement(
          read,
          '"*"',
          condition('StringLike', `"acs:ResourceTag/a":[${many(20, at => `"*${index}*${at}*"`)}]`),
        ),
      ),
    ),
  '10,000 blocks of addresses': () =>
    policy(
      statement(
        read,
        '"*"',
        condition(
          'IpAddress',
          `"acs:SourceIp":[${many(10_000, index => `"10.${index >> 8}.${index & 255}.0/24"`)}]`,
        ),
      ),
    ),
  'nesting of 10,000': () => `${'{"Statement":['.repeat(10_000)}${']}'.repeat(10_000)}`,
  '1,000,000 brackets': () => '['.repeat(1_000_000),
  'nesting inside of a value': () => policy(statement(read, `${'['.repeat(10_000)}${']'.repeat(10_000)}`)),
  '100,000 mistakes': () => `{"Statement":[${'1,,'.repeat(100_000)}]}`,
  '100,000 times the same member': () => `{"Statement":[],${many(100_000, () => '"Version":"1"')}}`,
  'a broken string of 1 MiB': () => `{"Version":"1","Statement":"${'a'.repeat(1 << 20)}`,
  '1 MiB of curly quotes': () => `{\u201CStatement\u201D:[${'\u201Ca\u201D,'.repeat(1 << 17)}]}`,
  '1 MiB of comments': () => `${'/* a */'.repeat(1 << 17)}${policy(statement(read, '"*"'))}`,
  surrogates: () =>
    policy(statement('"kms:\u{1F511}*"', `"acs:kms:*:*:secret/\u{1F511}?","acs:kms:*:*:secret/\u{1F511}"`)),
  'lone surrogates': () =>
    policy(
      statement(
        '"kms:\\ud800*","kms:\\udc00"',
        secret('\\ud800'),
        condition('StringLike', '"acs:\\ud83d":["\\ud83d?"]'),
      ),
    ),
  'lone surrogates as they are': () => policy(statement('"kms:\uD800*"', secret('\uDC00'))),
  'members of every object': () =>
    policy(
      `{"__proto__":{"Effect":"Allow"},"constructor":"a","Effect":"Allow","Action":"constructor:__proto__","Resource":"*"${condition('__proto__', '"constructor":"a"')}}`,
    ),
  'keys of every object': () =>
    policy(
      statement(
        read,
        secret('db'),
        condition('StringEquals', '"__proto__":"a","constructor":["b"],"acs:__proto__":"c","toString":"d"'),
      ),
    ),
  NUL: () =>
    policy(
      statement('"kms:\\u0000*"', secret('a\\u0000b'), condition('StringEquals', '"acs:\\u0000":"\\u0000"')),
    ),
  'NUL as it is': () => policy(statement('"kms:\0"', secret('\0'))),
}
