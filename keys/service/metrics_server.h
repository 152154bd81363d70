// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SERVICE_METRICS_SERVER_H_
#define KITH_KEYS_SERVICE_METRICS_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "keys/health/readings.h"

namespace kith {

// Readings as Prometheus' text, in order of their names.
std::string PrometheusText(const health::Readings& readings);

// Serves GET /metrics to programs of this machine.
//
// Thread-safe. Readings are taken when somebody asks, by one thread of its own,
// at most once a second: asking more often costs nothing more.
class MetricsServer {
 public:
  using Read = std::function<health::Readings()>;

  // Listens at `listen`, host:port. FAILED_PRECONDITION unless that is an
  // address of this machine alone; UNAVAILABLE if another program has it. What
  // `read` uses must outlive this object.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(
      const std::string& listen, Read read);
  ~MetricsServer();

  // Where it listens: of port 0 the one it was given.
  int port() const;

 private:
  struct Impl;
  explicit MetricsServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// As Start(); null for an empty `listen`: no metrics are wanted.
absl::StatusOr<std::unique_ptr<MetricsServer>> StartMetrics(
    const std::string& listen, MetricsServer::Read read);

}  // namespace kith

#endif  // KITH_KEYS_SERVICE_METRICS_SERVER_H_
