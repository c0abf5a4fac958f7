import { readFileSync } from 'node:fs';

const BYTES_PER_KIB = 1024;

/** Resident memory of a process in bytes (`VmRSS`, proc_pid_status(5)); undefined when it is gone or the host has no /proc. */
export function residentMemoryBytes(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * BYTES_PER_KIB;
  } catch {
    return undefined;
  }
}
