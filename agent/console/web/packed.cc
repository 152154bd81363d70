// SPDX-License-Identifier: Apache-2.0
#include "agent/console/web/packed.h"

#include <zlib.h>

#include <map>

#include "agent/console/web/embedded.h"

namespace kith::console {
namespace {

constexpr int kGzip = 15 + 16;  // zlib's largest window, with gzip's frame.

// Empty if it cannot be packed: then it is served as it is.
std::string Pack(absl::string_view content) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return "";
  }
  std::string packed(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

const std::string& PackedAsset(absl::string_view name) {
  static const auto& packed = *[] {
    auto* all = new std::map<std::string, std::string, std::less<>>;
    for (const EmbeddedFile& file : Assets()) {
      all->emplace(std::string(file.name), Pack(file.content));
    }
    return all;
  }();
  static const std::string& none = *new std::string;
  const auto found = packed.find(name);
  return found == packed.end() ? none : found->second;
}

}  // namespace kith::console
