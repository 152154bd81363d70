// SPDX-License-Identifier: Apache-2.0
#include "keys/base/logging.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace kith {

struct LogFormatter {
  // Everything behind the level, without the opening brace.
  static std::string Rest(const char* event,
                          std::initializer_list<LogField> fields) {
    nlohmann::ordered_json line;
    line["event"] = event;
    for (const LogField& field : fields) {
      std::visit([&](const auto& value) { line[field.key] = value; },
                 field.value.value_);
    }
    // Bytes that are not UTF-8 are replaced: a log must not throw.
    return line
        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
        .substr(1);
  }
};

namespace {

constexpr std::size_t kMaxIdBytes = 200;

bool IsId(absl::string_view text) {
  return text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  absl::string_view("._:/@-").find(c) !=
                      absl::string_view::npos;
         });
}

spdlog::logger& Logger() {
  // Never destroyed: a thread may still log while the program ends.
  static spdlog::logger* const logger = [] {
    auto* const made = new spdlog::logger(
        "kith", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)",
        spdlog::pattern_time_type::utc));
    return made;
  }();
  return *logger;
}

void Log(spdlog::level::level_enum level, const char* event,
         std::initializer_list<LogField> fields) {
  Logger().log(level, LogFormatter::Rest(event, fields));
}

}  // namespace

LogValue::LogValue(const std::string& id)
    : value_(IsId(id) ? id : std::string("(not an id)")) {}

LogValue::LogValue(const absl::Status& status)
    : value_(status.ok() ? std::string("OK")
                         : absl::StrCat(absl::StatusCodeToString(status.code()),
                                        ": ", status.message())) {}

void LogInfo(const char* event, std::initializer_list<LogField> fields) {
  Log(spdlog::level::info, event, fields);
}

void LogWarning(const char* event, std::initializer_list<LogField> fields) {
  Log(spdlog::level::warn, event, fields);
}

void LogError(const char* event, std::initializer_list<LogField> fields) {
  Log(spdlog::level::err, event, fields);
}

}  // namespace kith
