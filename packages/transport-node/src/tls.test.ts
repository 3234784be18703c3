import { describe, expect, it } from "vitest";
import { pem } from "../testdata/server.ts";
import { toConnectionOptions } from "./tls.ts";

const caData = pem("ca");
const certData = pem("client");
const keyData = pem("client-key");

describe("a TLS configuration", () => {
  it.each([
    [{ insecureSkipVerify: true, caData }, /insecureSkipVerify and caData exclude each other/],
    [{ certData }, /certData needs its private key/],
    [{ keyData }, /keyData needs its certificate/],
    [{ certData, keyData: pem("server-key") }, /certData and keyData do not belong together/],
    [{ caData: "nonsense" }, /caData holds no certificate/],
    [{ caData: `${caData}\n${caData.replace(/MII/, "xxx")}` }, /certificate 2 of caData cannot be read/],
    [{ certData: "nonsense", keyData }, /certData holds no certificate/],
    [{ certData, keyData: "nonsense" }, /keyData holds no unencrypted private key/],
    [{ caFile: "/nowhere/ca.pem" }, /caFile \/nowhere\/ca.pem cannot be read/],
    [{ certData, keyFile: "/nowhere/key.pem" }, /keyFile \/nowhere\/key.pem cannot be read/],
  ])("%# that cannot work names the option (F027, C80)", (tls, message) => {
    expect(() => toConnectionOptions(tls)).toThrow(
      expect.objectContaining({ reason: "Configuration", message: expect.stringMatching(message) }),
    );
  });

  it("never prints what an option holds", () => {
    const broken = keyData.replace(/\n/, "\nBROKEN");
    let failure: unknown;
    try {
      toConnectionOptions({ certData, keyData: broken });
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(Error);
    const line = keyData.split("\n")[1] ?? "";
    expect(String((failure as Error).stack) + String((failure as Error).cause)).not.toContain(line);
  });

  it("takes nothing for the system's trust and no identity", () => {
    expect(toConnectionOptions()).toMatchObject({ minVersion: "TLSv1.2", rejectUnauthorized: true });
    expect(toConnectionOptions({ caData: "", certFile: "" })).toMatchObject({ rejectUnauthorized: true });
  });
});
