#include "CImage.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

/// More pixels than any picture for training has; a header that claims more is damaged.
static const int64_t pixel_limit = (int64_t)1 << 28;

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  char *text;
} Failure;

static void fail(j_common_ptr info) {
  Failure *failure = (Failure *)info->err;
  char message[JMSG_LENGTH_MAX];
  info->err->format_message(info, message);
  snprintf(failure->text, CIMAGE_ERROR_SIZE, "%s", message);
  longjmp(failure->escape, 1);
}

/// Whether a warning says nothing of the pixels: odd numbers in headers that no decoder needs, bytes between two markers.
static bool is_harmless(int code) {
  switch (code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL: return true;
    default: return false;
  }
}

/// libjpeg fills what is missing with grey and warns; such a warning is an error here.
static void warn(j_common_ptr info, int level) {
  if (level < 0 && !is_harmless(info->err->msg_code)) fail(info);
}

static struct jpeg_error_mgr *prepare(Failure *failure, char *text) {
  failure->text = text;
  text[0] = 0;
  struct jpeg_error_mgr *manager = jpeg_std_error(&failure->manager);
  manager->error_exit = fail;
  manager->emit_message = warn;
  return manager;
}

/// a · b / 255, rounded.
static int product(int a, int b) {
  const int sum = a * b + 128;
  return (sum + (sum >> 8)) >> 8;
}

/// Turns cyan, magenta, yellow and black into red, green and blue, as Pillow does: all JPEGs of four components are taken
/// to be inverted, as Adobe's programs write them.
static void mix_inks(const uint8_t *inks, uint8_t *colours, size_t pixels) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const int light = inks[pixel * 4 + 3];
    for (size_t ink = 0; ink < 3; ink++) {
      colours[pixel * 3 + ink] = (uint8_t)(light - product(255 - inks[pixel * 4 + ink], light));
    }
  }
}

bool cimage_read_jpeg(const uint8_t *data, size_t size, CImagePicture *picture, char *error) {
  Failure failure;
  struct jpeg_decompress_struct info;
  memset(picture, 0, sizeof *picture);
  info.err = prepare(&failure, error);
  if (setjmp(failure.escape)) {
    jpeg_destroy_decompress(&info);
    free(picture->bytes);
    picture->bytes = NULL;
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, (unsigned char *)data, (unsigned long)size);
  jpeg_read_header(&info, TRUE);
  const bool has_inks = info.num_components == 4;
  if (info.num_components != 1 && info.num_components != 3 && !has_inks) {
    snprintf(error, CIMAGE_ERROR_SIZE, "a JPEG of %d colour components", info.num_components);
    longjmp(failure.escape, 1);
  }
  if ((int64_t)info.image_width * info.image_height > pixel_limit) {
    snprintf(error, CIMAGE_ERROR_SIZE, "a header that claims %u x %u pixels", info.image_width, info.image_height);
    longjmp(failure.escape, 1);
  }
  info.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  if (info.output_components != (has_inks ? 4 : 3)) {
    snprintf(error, CIMAGE_ERROR_SIZE, "%d colour components after decoding", info.output_components);
    longjmp(failure.escape, 1);
  }
  const size_t row = (size_t)info.output_width * 3;
  // Lives until `info` is destroyed.
  JSAMPARRAY line =
    has_inks ? info.mem->alloc_sarray((j_common_ptr)&info, JPOOL_IMAGE, info.output_width * 4, 1) : NULL;
  picture->width = (int32_t)info.output_width;
  picture->height = (int32_t)info.output_height;
  picture->channels = 3;
  picture->bits = 8;
  picture->byte_count = row * info.output_height;
  picture->bytes = malloc(picture->byte_count);
  if (!picture->bytes) {
    snprintf(error, CIMAGE_ERROR_SIZE, "no memory for %zu bytes", picture->byte_count);
    longjmp(failure.escape, 1);
  }
  while (info.output_scanline < info.output_height) {
    JSAMPROW target = picture->bytes + row * info.output_scanline;
    jpeg_read_scanlines(&info, has_inks ? line : &target, 1);
    if (has_inks) mix_inks(line[0], target, info.output_width);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

bool cimage_write_jpeg(const CImagePicture *picture, int32_t quality, CImageBytes *result, char *error) {
  Failure failure;
  struct jpeg_compress_struct info;
  unsigned char *buffer = NULL;
  unsigned long count = 0;
  memset(result, 0, sizeof *result);
  info.err = prepare(&failure, error);
  if (setjmp(failure.escape)) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &buffer, &count);
  info.image_width = (JDIMENSION)picture->width;
  info.image_height = (JDIMENSION)picture->height;
  info.input_components = picture->channels;
  info.in_color_space = picture->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  const size_t row = (size_t)picture->width * (size_t)picture->channels;
  while (info.next_scanline < info.image_height) {
    JSAMPROW source = picture->bytes + row * info.next_scanline;
    jpeg_write_scanlines(&info, &source, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  result->bytes = buffer;
  result->count = count;
  return true;
}
