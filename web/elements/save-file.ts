/** Lets the browser save a blob under a name; what a file name cannot hold becomes a dash. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  // eslint-disable-next-line no-control-regex -- control characters are among what is replaced
  link.download = name.replace(/[\u0000-\u001f/\\:*?"<>|]+/g, '-');
  link.click();
  // revoked later: Chromium reads the blob after the click has returned
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
