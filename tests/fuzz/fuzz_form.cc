// SPDX-License-Identifier: Apache-2.0
// Requests and forms from any browser: what passes the gate is plain and ours,
// and what a form holds is bounded text that reads the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "agent/console/http/form.h"
#include "agent/console/http/gate.h"

namespace {

using namespace kith::console;

constexpr char kOrigin[] = "https://kith.hillview.example";

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckForm(absl::string_view bytes) {
  const auto form = Form::Parse(bytes);
  if (!form.ok()) return;
  for (absl::string_view field : absl::StrSplit(bytes, '&')) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(field, absl::MaxSplits('=', 1));
    const auto name = Form::Parse(absl::StrCat("n=", parts.first));
    if (!name.ok()) continue;  // A name may be longer than a value.
    for (const std::string& value : form->All(name->One("n"))) {
      Require(value.size() <= 2000);
      for (const char c : value) {
        Require((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) ||
                c == '\n');
      }
      const auto again =
          Form::Parse(absl::StrCat("v=", EncodeQueryValue(value)));
      Require(again.ok() && again->All("v").at(0) == value);
      Require(!absl::StrContains(again->One("v"), "\n"));
    }
  }
}

// Lines: method, target, then a header each until an empty one, then the body.
RawRequest ReadRequest(absl::string_view bytes) {
  RawRequest raw;
  const std::vector<absl::string_view> lines = absl::StrSplit(bytes, '\n');
  raw.method = std::string(lines[0]);
  if (lines.size() > 1) raw.target = std::string(lines[1]);
  std::size_t at = 2;
  for (; at < lines.size() && !lines[at].empty(); ++at) {
    raw.headers.push_back(absl::StrSplit(lines[at], absl::MaxSplits(':', 1)));
  }
  if (at + 1 < lines.size()) raw.body = std::string(lines[at + 1]);
  return raw;
}

void CheckGate(const Gate& gate, const RawRequest& raw) {
  const Gate::Outcome looked = gate.Look(raw);
  if (looked.refusal) {
    Require(looked.refusal->status >= 400);
    // What was sent is not said back.
    Require(looked.refusal->body.size() < 200);
    return;
  }
  const HttpRequest& request = looked.request;
  Require(request.path[0] == '/' && !absl::StrContains(request.path, "..") &&
          !absl::StrContains(request.path, "//") &&
          !absl::StrContains(request.path, "%"));
  Require(request.headers.at("host") == "kith.hillview.example");
  Require(!request.headers.contains("transfer-encoding"));
  if (request.method == "POST") {
    Require(request.headers.at("origin") == kOrigin);
  } else {
    Require(request.method == "GET" || request.method == "HEAD");
    Require(request.body.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const Gate& gate = *new Gate(*Gate::For(kOrigin));
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckForm(bytes);
  RawRequest raw = ReadRequest(bytes);
  CheckGate(gate, raw);
  // Past the host, and as a form from our own page.
  raw.headers.emplace_back("Host", "kith.hillview.example");
  CheckGate(gate, raw);
  raw.method = "POST";
  raw.headers.emplace_back("Origin", kOrigin);
  raw.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  CheckGate(gate, raw);
  return 0;
}
