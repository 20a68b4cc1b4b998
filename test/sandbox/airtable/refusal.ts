import type { Field, Table } from './state.ts'

/**
 * The service's "no", with its status and body. It is thrown, because one refusal ends the whole call wherever it is
 * met, and the transaction around it undoes what was begun.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly body: unknown
  readonly headers: { [name: string]: string }

  constructor(status: number, body: unknown, headers: { [name: string]: string } = {}) {
    super(`${status} ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

const typed = (status: number, type: string, message?: string) =>
  new Refusal(status, { error: message === undefined ? { type } : { type, message } })

const BATCH = 'array of up to 10 record'

/** Every refusal there is, by the reason for it: types and texts as the service words them. */
export const refuse = {
  unreadableBody: () => typed(400, 'INVALID_REQUEST_BODY', 'Could not parse request body'),
  unauthenticated: () => typed(401, 'AUTHENTICATION_REQUIRED', 'Authentication required'),
  unknownModel: () =>
    typed(
      403,
      'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
      'Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.',
    ),
  operation: () =>
    typed(403, 'INVALID_PERMISSIONS', 'You are not permitted to perform this operation'),
  createIn: (table: Table) =>
    typed(
      403,
      'INVALID_PERMISSIONS',
      `You are not permitted to create records in table ${table.name} (${table.id})`,
    ),
  writeIn: (field: Field) =>
    typed(
      403,
      'INVALID_PERMISSIONS',
      `You are not permitted to write cell values in field ${field.name} (${field.id})`,
    ),
  noRoute: () => new Refusal(404, { error: 'NOT_FOUND' }),
  goneRecord: (shape: 'typed' | 'object' | 'word' | 'permissions') =>
    ({
      typed: () => typed(404, 'MODEL_ID_NOT_FOUND', 'Record not found'),
      object: () => typed(404, 'NOT_FOUND'),
      word: () => new Refusal(404, { error: 'NOT_FOUND' }),
      permissions: () => refuse.unknownModel(),
    })[shape](),
  tooLarge: () => typed(413, 'REQUEST_TOO_LARGE', 'Request body is too large'),
  shape: (detail = 'parameter validation failed. Check your request data.') =>
    typed(422, 'INVALID_REQUEST_UNKNOWN', `Invalid request: ${detail}`),
  records: (act: 'create' | 'update' | 'delete') =>
    typed(
      422,
      'INVALID_RECORDS',
      {
        create: `You must provide an ${BATCH} objects, each with a "fields" object for cell values.`,
        update: `You must provide an ${BATCH} objects, each with an "id" ID field and a "fields" object for cell values.`,
        delete: `"records" must be an ${BATCH} IDs.`,
      }[act],
    ),
  missingFields: () =>
    typed(
      422,
      'INVALID_REQUEST_MISSING_FIELDS',
      'Could not find field "fields" in the request body',
    ),
  unknownField: (name: string) => typed(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`),
  value: (field: Field) =>
    typed(
      422,
      'INVALID_VALUE_FOR_COLUMN',
      `Field "${field.name}" cannot accept the provided value`,
    ),
  computed: (field: Field) =>
    typed(
      422,
      'INVALID_VALUE_FOR_COLUMN',
      `Field "${field.name}" cannot accept a value because the field is computed`,
    ),
  date: (field: Field, value: string) =>
    typed(
      422,
      'INVALID_VALUE_FOR_COLUMN',
      `Cannot parse date value "${value}" for field ${field.name}`,
    ),
  // The service quotes the option twice.
  choice: (name: string) =>
    typed(
      422,
      'INVALID_MULTIPLE_CHOICE_OPTIONS',
      `Insufficient permissions to create new select option ""${name}""`,
    ),
  attachment: () => typed(422, 'INVALID_ATTACHMENT_OBJECT'),
  row: (id: string) =>
    typed(422, 'ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist in this table`),
  severalMatches: (names: readonly string[]) =>
    typed(
      422,
      'INVALID_REQUEST_UNKNOWN',
      `Cannot update more than one record for the merge fields: ${names.join(', ')}`,
    ),
  formula: (why: string) =>
    typed(422, 'INVALID_FILTER_BY_FORMULA', `The formula for filtering records is invalid: ${why}`),
  view: (name: string) => typed(422, 'VIEW_NAME_NOT_FOUND', `View ${name} not found`),
  iterator: () => typed(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'),
  typeForCreate: (table: string, field: string, type: string) =>
    typed(
      422,
      'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
      `Invalid options for ${table}.${field}: Creating ${type} fields is not supported at this time`,
    ),
  optionsForCreate: (table: string, field: string) =>
    typed(
      422,
      'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE',
      `Invalid options for ${table}.${field}: Failed schema validation`,
    ),
  fieldName: () =>
    typed(422, 'DUPLICATE_OR_EMPTY_FIELD_NAME', 'Field names must be unique and not empty'),
  tableName: () => typed(422, 'DUPLICATE_TABLE_NAME', 'Table names must be unique and not empty'),
  fieldLimit: () => typed(422, 'TABLE_FIELD_LIMIT_EXCEEDED', 'Table has too many fields'),
  tooManyHooks: () => typed(422, 'TOO_MANY_WEBHOOKS_IN_BASE', 'Too many webhooks in this base'),
  pace: (body: 'list' | 'object', retryAfter: number | null) =>
    slowDown('RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later', body, retryAfter),
  quota: (body: 'list' | 'object') =>
    slowDown(
      'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
      "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.",
      body,
      null,
    ),
  broken: () => typed(500, 'SERVER_ERROR', 'Server error. Try again'),
  overloaded: () =>
    typed(
      503,
      'RETRIABLE_ERROR',
      'Server encountered an error while processing your request, and it is safe to retry the request',
    ),
}

function slowDown(
  type: string,
  message: string,
  body: 'list' | 'object',
  retryAfter: number | null,
): Refusal {
  return new Refusal(
    429,
    body === 'list' ? { errors: [{ error: type, message }] } : { error: { type, message } },
    retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
  )
}
