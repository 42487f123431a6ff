#include "workspace/disk_room.h"

#include <sys/statvfs.h>

namespace signalbox {

int64_t FreeDiskBytes(const std::string& directory) {
  struct statvfs room {};
  if (statvfs(directory.c_str(), &room) != 0) return INT64_MAX;
  return static_cast<int64_t>(room.f_bavail) * static_cast<int64_t>(room.f_frsize);
}

}  // namespace signalbox
