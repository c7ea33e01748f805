const reasons = new Map([
  ['ENOTDIR', 'a part of its path is no folder'],
  ['EISDIR', 'it is a folder; name a file'],
  ['EACCES', 'this user may not'],
  ['EPERM', 'this user may not'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
])

/** Why a file cannot be read, or with `folder` written, in words; for what there are none, Node's code. */
export function fileReason(error: unknown, what: 'file' | 'folder' = 'file'): string {
  const { code = String(error) } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return what === 'file' ? 'it does not exist' : 'its folder does not exist'
  return reasons.get(code) ?? code
}
