import { backUpInstance, listBackups, restoreBackup } from './backups.ts'
import { buyInstance } from './buy-instance.ts'
import { listConsoleSecrets } from './console-secrets.ts'
import {
  changePublicAccess,
  connectInstance,
  expireInstance,
  listInstances,
  releaseInstance,
  renewInstance,
} from './instances.ts'
import { perAccount, type Route } from './route.ts'

/** The routes of KMS instances: what billing and the console do to them, and what the console shows of them. */
export const instanceRoutes: readonly Route[] = [
  perAccount('GET', '/instances', ['account.instances.list'], (account, { control }) => ({
    instances: listInstances(control.emulator, account),
  })),
  perAccount('POST', '/instances', ['account.instances.create'], (account, { control, body }) =>
    buyInstance(control.emulator, account, body),
  ),
  perAccount(
    'POST',
    '/instances/ID/connect',
    ['account.instances.connect'],
    (account, { control, segments: [id], body }) => connectInstance(control.emulator, account, id, body),
  ),
  perAccount(
    'POST',
    '/instances/ID/expire',
    ['account.instances.expire'],
    (account, { control, segments: [id] }) => expireInstance(control.emulator, account, id),
  ),
  perAccount(
    'POST',
    '/instances/ID/renew',
    ['account.instances.renew'],
    (account, { control, segments: [id], body }) => renewInstance(control.emulator, account, id, body),
  ),
  perAccount(
    'POST',
    '/instances/ID/release',
    ['account.instances.release'],
    (account, { control, segments: [id] }) => releaseInstance(control.emulator, account, id),
  ),
  perAccount(
    'POST',
    '/instances/ID/backup',
    ['account.instances.backup'],
    (account, { control, segments: [id] }) => backUpInstance(control.emulator, account, id),
  ),
  perAccount(
    'POST',
    '/instances/ID/restore',
    ['account.instances.restore'],
    (account, { control, segments: [id], body }) => restoreBackup(control.emulator, account, id, body),
  ),
  perAccount(
    'POST',
    '/instances/ID/public-access',
    ['account.instances.publicAccess'],
    (account, { control, segments: [id], body }) => changePublicAccess(control.emulator, account, id, body),
  ),
  perAccount(
    'GET',
    '/instances/ID/secrets',
    ['account.instances.secrets'],
    (account, { control, segments: [id] }) => ({
      secrets: listConsoleSecrets(control.emulator, account, id),
    }),
  ),
  perAccount('GET', '/backups', ['account.instances.backups'], account => ({
    backups: listBackups(account),
  })),
]
