// How people test with testing-fake and testing-server; these examples bring their own servers.
import "../examples/testing/controller.test.ts";
import "../examples/testing/wrapped-command.test.ts";
