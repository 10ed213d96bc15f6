// What every system under test gets and gives: the same certificate, the same sink, a folder of its own.

export interface Surroundings {
  /** Private to this run; removed at its end. */
  readonly folder: string
  /** PEM files of the name that all systems present. */
  readonly certFile: string
  readonly keyFile: string
  readonly caFile: string
  readonly sinkPort: number
  /** `address:port` of the name server that knows the sink. */
  readonly resolver: string
}

export interface RunningSystem {
  readonly port: number
  /** The process whose whole family is measured. */
  readonly pid: number
  /** Removes what a round has left behind, where that is not done by itself. */
  tidy(): void
  stop(): Promise<void>
}

export interface System {
  readonly name: string
  /** Whether mail goes on to the sink; else only accepting is measured. */
  readonly relays: boolean
  /** Version and settings that matter, for the report. @returns undefined where it is not installed here */
  describe(): string | undefined
  start(around: Surroundings): Promise<RunningSystem>
}
