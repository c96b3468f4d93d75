// swift-format-ignore-file: a line is a row of a table.

extension PublishedTables {
  /// The Sepsis tables of Kirchdorfer, Amiri Elyasi and Stuckenschmidt: means and sample standard deviations over three seeds.
  static let processMonitoring = #"""
    [
      {
        "name": "sepsis-lstm",
        "title": "Sepsis, LSTM",
        "source": "Kirchdorfer, Amiri Elyasi and Stuckenschmidt, On the Potential of Multi-Task Learning in Predictive Process Monitoring (result files of lukaskirchdorfer/MTL4PPM at fe61aab)",
        "data": "event-log",
        "log": "sepsis",
        "trunk": "lstm",
        "sharing": "hard",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "14,141 prefixes divided at random by prefix into 9,049 / 2,263 / 2,829 anew for each of the seeds 42, 123 and 2025; Adam, learning rate {1e-4, 1e-3, 1e-2}, batch 32, at most 200 epochs, stopped after 10 without a lower validation loss (plain sum of the tasks), selected by the same.",
        "notes": [
          "The single-task rows for the next activity were given raw seconds, every other row scaled times, so Δm flatters sharing: the single-task accuracy is below that of a table of bigrams (0.5394). Compare next time and remaining time alone too.",
          "Nash-MTL ran without its solver: its weights stayed at one, so this row is EW with the encoder's gradient clipped at length 1.",
          "UW-SO tried seven settings, CAGrad five, GradNorm four, the others one."
        ],
        "metrics": [
          {"task": "next-activity", "name": "accuracy", "unit": "", "better": "higher"},
          {"task": "next-time", "name": "mae", "unit": "days", "better": "lower"},
          {"task": "remaining-time", "name": "mae", "unit": "days", "better": "lower"}
        ],
        "baseline": {"network": "LSTM trained for one task at a time", "values": [0.4778, 1.5547, 19.276]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.4778, 1.5547, 19.276], "standardDeviations": [0.0117, 0.0188, 1.415], "settings": {"learning rate": "1e-4/1e-3/1e-3"}, "epochs": "80/8/83"},
          {"method": "ew", "label": "EW", "values": [0.5759, 1.1801, 18.577], "standardDeviations": [0.0114, 0.1401, 1.346], "deltaM": -16.09, "deltaMOfTimes": -13.86, "settings": {"learning rate": "1e-3"}, "epochs": "100", "validationLoss": 22.15},
          {"method": "dwa", "label": "DWA", "values": [0.5773, 1.157, 18.974], "standardDeviations": [0.0187, 0.0877, 1.386], "deltaM": -15.99, "deltaMOfTimes": -13.58, "settings": {"learning rate": "1e-3"}, "epochs": "95", "validationLoss": 22.32},
          {"method": "rlw", "label": "RLW", "values": [0.5824, 1.2347, 19.254], "standardDeviations": [0.0036, 0.0838, 1.758], "deltaM": -14.2, "deltaMOfTimes": -10.35, "settings": {"learning rate": "1e-3"}, "epochs": "94", "validationLoss": 22.76},
          {"method": "uw", "label": "UW", "values": [0.603, 1.6191, 23.212], "standardDeviations": [0.0142, 0.0352, 0.781], "deltaM": -0.55, "deltaMOfTimes": 12.28, "settings": {"learning rate": "1e-3"}, "epochs": "72", "validationLoss": 27.78},
          {"method": "uw-o", "label": "UW-O", "values": [0.6015, 1.4874, 22.047], "standardDeviations": [0.0024, 0.0647, 1.714], "deltaM": -5.28, "deltaMOfTimes": 5.02, "settings": {"learning rate": "1e-3"}, "epochs": "94", "validationLoss": 26.83},
          {"method": "uw-so", "label": "UW-SO", "values": [0.5791, 1.1376, 18.783], "standardDeviations": [0.0138, 0.1079, 1.25], "deltaM": -16.86, "deltaMOfTimes": -14.69, "settings": {"learning rate": "1e-3", "temperature": "15"}, "epochs": "93", "validationLoss": 22.3},
          {"method": "gls", "label": "GLS", "values": [0.6067, 1.5585, 22.546], "standardDeviations": [0.0136, 0.0208, 2.067], "deltaM": -3.26, "deltaMOfTimes": 8.6, "settings": {"learning rate": "1e-3"}, "epochs": "110", "validationLoss": 27.11},
          {"method": "imtl", "label": "IMTL", "values": [0.5976, 1.4944, 20.316], "standardDeviations": [0.0048, 0.1191, 1.011], "deltaM": -7.85, "deltaMOfTimes": 0.76, "settings": {"learning rate": "1e-3"}, "epochs": "82", "validationLoss": 24.8},
          {"method": "gradnorm", "label": "GradNorm", "values": [0.5798, 1.2554, 18.712], "standardDeviations": [0.0125, 0.0688, 0.805], "deltaM": -14.51, "deltaMOfTimes": -11.09, "settings": {"learning rate": "1e-3", "alpha": "2"}, "epochs": "99", "validationLoss": 22.6},
          {"method": "nash-mtl", "label": "Nash-MTL", "values": [0.5794, 1.099, 18.665], "standardDeviations": [0.0055, 0.1033, 1.799], "deltaM": -17.92, "deltaMOfTimes": -16.24, "settings": {"learning rate": "1e-3"}, "epochs": "81", "validationLoss": 22.19},
          {"method": "graddrop", "label": "GradDrop", "values": [0.5688, 1.173, 18.88], "standardDeviations": [0.0069, 0.0521, 1.479], "deltaM": -15.22, "deltaMOfTimes": -13.3, "settings": {"learning rate": "1e-3"}, "epochs": "99", "validationLoss": 22.46},
          {"method": "pcgrad", "label": "PCGrad", "values": [0.5881, 1.2469, 18.933], "standardDeviations": [0.006, 0.1552, 1.572], "deltaM": -14.89, "deltaMOfTimes": -10.79, "settings": {"learning rate": "1e-3"}, "epochs": "84", "validationLoss": 22.97},
          {"method": "cagrad", "label": "CAGrad", "values": [0.5925, 1.2606, 19.095], "standardDeviations": [0.015, 0.1073, 1.215], "deltaM": -14.63, "deltaMOfTimes": -9.93, "settings": {"learning rate": "1e-3", "c": "0.3"}, "epochs": "80", "validationLoss": 22.91}
        ]
      },
      {
        "name": "sepsis-cnn",
        "title": "Sepsis, CNN",
        "source": "Kirchdorfer, Amiri Elyasi and Stuckenschmidt, On the Potential of Multi-Task Learning in Predictive Process Monitoring (result files of lukaskirchdorfer/MTL4PPM at fe61aab)",
        "data": "event-log",
        "log": "sepsis",
        "trunk": "cnn",
        "sharing": "hard",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "14,141 prefixes divided at random by prefix into 9,049 / 2,263 / 2,829 anew for each of the seeds 42, 123 and 2025; Adam, learning rate {1e-4, 1e-3, 1e-2}, batch 32, at most 200 epochs, stopped after 10 without a lower validation loss (plain sum of the tasks), selected by the same.",
        "notes": [
          "The single-task rows for the next activity were given raw seconds, every other row scaled times, so Δm flatters sharing: the single-task accuracy is below that of a table of bigrams (0.5394). Compare next time and remaining time alone too.",
          "Nash-MTL ran without its solver: its weights stayed at one, so this row is EW with the encoder's gradient clipped at length 1.",
          "UW-SO tried seven settings, CAGrad five, GradNorm four, the others one."
        ],
        "metrics": [
          {"task": "next-activity", "name": "accuracy", "unit": "", "better": "higher"},
          {"task": "next-time", "name": "mae", "unit": "days", "better": "lower"},
          {"task": "remaining-time", "name": "mae", "unit": "days", "better": "lower"}
        ],
        "baseline": {"network": "CNN trained for one task at a time", "values": [0.4303, 1.8981, 23.945]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.4303, 1.8981, 23.945], "standardDeviations": [0.0167, 0.0989, 1.503], "settings": {"learning rate": "1e-4/1e-4/1e-3"}, "epochs": "123/44/78"},
          {"method": "ew", "label": "EW", "values": [0.5239, 1.9072, 24.442], "standardDeviations": [0.0126, 0.1096, 0.636], "deltaM": -6.41, "deltaMOfTimes": 1.28, "settings": {"learning rate": "1e-3"}, "epochs": "93", "validationLoss": 29.11},
          {"method": "dwa", "label": "DWA", "values": [0.5027, 1.9788, 26.337], "standardDeviations": [0.0243, 0.175, 1.697], "deltaM": -0.86, "deltaMOfTimes": 7.12, "settings": {"learning rate": "1e-3"}, "epochs": "52", "validationLoss": 31.04},
          {"method": "rlw", "label": "RLW", "values": [0.5089, 1.9463, 25.616], "standardDeviations": [0.0096, 0.112, 1.547], "deltaM": -2.92, "deltaMOfTimes": 4.76, "settings": {"learning rate": "1e-3"}, "epochs": "62", "validationLoss": 30.37},
          {"method": "uw", "label": "UW", "values": [0.5508, 1.9428, 26.608], "standardDeviations": [0.015, 0.15, 0.397], "deltaM": -4.85, "deltaMOfTimes": 6.74, "settings": {"learning rate": "1e-3"}, "epochs": "48", "validationLoss": 31.36},
          {"method": "uw-o", "label": "UW-O", "values": [0.5753, 1.8763, 26.903], "standardDeviations": [0.0097, 0.1602, 1.014], "deltaM": -7.5, "deltaMOfTimes": 5.6, "settings": {"learning rate": "1e-3"}, "epochs": "49", "validationLoss": 31.51},
          {"method": "uw-so", "label": "UW-SO", "values": [0.5234, 1.9701, 24.614], "standardDeviations": [0.0159, 0.1066, 1.101], "deltaM": -5.02, "deltaMOfTimes": 3.29, "settings": {"learning rate": "1e-3", "temperature": "3"}, "epochs": "91", "validationLoss": 29.24},
          {"method": "gls", "label": "GLS", "values": [0.5863, 1.8729, 27.432], "standardDeviations": [0.0101, 0.1261, 1.075], "deltaM": -7.68, "deltaMOfTimes": 6.62, "settings": {"learning rate": "1e-3"}, "epochs": "24", "validationLoss": 31.88},
          {"method": "imtl", "label": "IMTL", "values": [0.5786, 1.8494, 26.57], "standardDeviations": [0.007, 0.1397, 1.095], "deltaM": -8.69, "deltaMOfTimes": 4.2, "settings": {"learning rate": "1e-3"}, "epochs": "47", "validationLoss": 31.19},
          {"method": "gradnorm", "label": "GradNorm", "values": [0.5455, 1.9466, 25.977], "standardDeviations": [0.0092, 0.1023, 0.988], "deltaM": -5.25, "deltaMOfTimes": 5.52, "settings": {"learning rate": "1e-4", "alpha": "2"}, "epochs": "113", "validationLoss": 30.83},
          {"method": "nash-mtl", "label": "Nash-MTL", "values": [0.5228, 2.0094, 24.964], "standardDeviations": [0.0072, 0.1131, 0.814], "deltaM": -3.8, "deltaMOfTimes": 5.06, "settings": {"learning rate": "1e-4"}, "epochs": "149", "validationLoss": 29.99},
          {"method": "graddrop", "label": "GradDrop", "values": [0.4927, 1.9742, 23.876], "standardDeviations": [0.0109, 0.1095, 1.075], "deltaM": -3.6, "deltaMOfTimes": 1.86, "settings": {"learning rate": "1e-3"}, "epochs": "85", "validationLoss": 28.37},
          {"method": "pcgrad", "label": "PCGrad", "values": [0.538, 1.8687, 24.674], "standardDeviations": [0.0193, 0.0427, 1.004], "deltaM": -7.85, "deltaMOfTimes": 0.75, "settings": {"learning rate": "1e-3"}, "epochs": "95", "validationLoss": 29.13},
          {"method": "cagrad", "label": "CAGrad", "values": [0.5646, 1.9104, 24.969], "standardDeviations": [0.0134, 0.1088, 0.955], "deltaM": -8.77, "deltaMOfTimes": 2.46, "settings": {"learning rate": "1e-3", "c": "0.3"}, "epochs": "88", "validationLoss": 29.51}
        ]
      },
      {
        "name": "sepsis-transformer",
        "title": "Sepsis, Transformer",
        "source": "Kirchdorfer, Amiri Elyasi and Stuckenschmidt, On the Potential of Multi-Task Learning in Predictive Process Monitoring (result files of lukaskirchdorfer/MTL4PPM at fe61aab)",
        "data": "event-log",
        "log": "sepsis",
        "trunk": "transformer",
        "sharing": "hard",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "14,141 prefixes divided at random by prefix into 9,049 / 2,263 / 2,829 anew for each of the seeds 42, 123 and 2025; Adam, learning rate {1e-4, 1e-3, 1e-2}, batch 32, at most 200 epochs, stopped after 10 without a lower validation loss (plain sum of the tasks), selected by the same.",
        "notes": [
          "The single-task rows for the next activity were given raw seconds, every other row scaled times, so Δm flatters sharing: the single-task accuracy is below that of a table of bigrams (0.5394). Compare next time and remaining time alone too.",
          "Nash-MTL ran without its solver: its weights stayed at one, so this row is EW with the encoder's gradient clipped at length 1.",
          "UW-SO tried seven settings, CAGrad five, GradNorm four, the others one.",
          "EW, DWA, RLW and GradDrop are unstable over seeds; three-task rows tried the rates 1e-4 and 1e-3 only."
        ],
        "metrics": [
          {"task": "next-activity", "name": "accuracy", "unit": "", "better": "higher"},
          {"task": "next-time", "name": "mae", "unit": "days", "better": "lower"},
          {"task": "remaining-time", "name": "mae", "unit": "days", "better": "lower"}
        ],
        "baseline": {"network": "Transformer trained for one task at a time", "values": [0.4333, 1.6879, 24.969]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.4333, 1.6879, 24.969], "standardDeviations": [0.0881, 0.0669, 1.44], "settings": {"learning rate": "1e-3/1e-4/1e-4"}, "epochs": "24/17/55"},
          {"method": "ew", "label": "EW", "values": [0.5303, 1.7624, 25.465], "standardDeviations": [0.1238, 0.069, 2.314], "deltaM": -5.33, "deltaMOfTimes": 3.2, "settings": {"learning rate": "1e-4"}, "epochs": "42", "validationLoss": 30.04},
          {"method": "dwa", "label": "DWA", "values": [0.6093, 1.9872, 24.753], "standardDeviations": [0.0136, 0.3662, 2.006], "deltaM": -7.92, "deltaMOfTimes": 8.43, "settings": {"learning rate": "1e-4"}, "epochs": "57", "validationLoss": 29.13},
          {"method": "rlw", "label": "RLW", "values": [0.6006, 1.6931, 25.289], "standardDeviations": [0.0389, 0.2658, 1.946], "deltaM": -12.35, "deltaMOfTimes": 0.79, "settings": {"learning rate": "1e-4"}, "epochs": "66", "validationLoss": 29.48},
          {"method": "uw", "label": "UW", "values": [0.6131, 1.6885, 25.177], "standardDeviations": [0.0105, 0.0887, 1.392], "deltaM": -13.55, "deltaMOfTimes": 0.43, "settings": {"learning rate": "1e-4"}, "epochs": "55", "validationLoss": 29.3},
          {"method": "uw-o", "label": "UW-O", "values": [0.6449, 1.6965, 27.119], "standardDeviations": [0.01, 0.0929, 0.991], "deltaM": -13.24, "deltaMOfTimes": 4.56, "settings": {"learning rate": "1e-3"}, "epochs": "55", "validationLoss": 31.17},
          {"method": "uw-so", "label": "UW-SO", "values": [0.6052, 1.7271, 24.639], "standardDeviations": [0.0172, 0.1599, 2.078], "deltaM": -12.89, "deltaMOfTimes": 0.5, "settings": {"learning rate": "1e-4", "temperature": "20"}, "epochs": "58", "validationLoss": 28.9},
          {"method": "gls", "label": "GLS", "values": [0.6356, 1.662, 27.253], "standardDeviations": [0.0168, 0.0716, 0.673], "deltaM": -13.03, "deltaMOfTimes": 3.81, "settings": {"learning rate": "1e-4"}, "epochs": "21", "validationLoss": 31.54},
          {"method": "imtl", "label": "IMTL", "values": [0.6389, 1.5769, 27.153], "standardDeviations": [0.0123, 0.031, 0.944], "deltaM": -15.1, "deltaMOfTimes": 1.09, "settings": {"learning rate": "1e-3"}, "epochs": "22", "validationLoss": 31.19},
          {"method": "gradnorm", "label": "GradNorm", "values": [0.6217, 1.7656, 25.316], "standardDeviations": [0.0107, 0.0394, 1.508], "deltaM": -12.5, "deltaMOfTimes": 3.0, "settings": {"learning rate": "1e-4", "alpha": "2"}, "epochs": "53", "validationLoss": 29.51},
          {"method": "nash-mtl", "label": "Nash-MTL", "values": [0.6143, 1.831, 25.294], "standardDeviations": [0.0117, 0.0886, 1.892], "deltaM": -10.67, "deltaMOfTimes": 4.89, "settings": {"learning rate": "1e-4"}, "epochs": "42", "validationLoss": 29.55},
          {"method": "graddrop", "label": "GradDrop", "values": [0.4943, 1.6864, 25.405], "standardDeviations": [0.0478, 0.0788, 1.515], "deltaM": -4.14, "deltaMOfTimes": 0.83, "settings": {"learning rate": "1e-4"}, "epochs": "45", "validationLoss": 29.93},
          {"method": "pcgrad", "label": "PCGrad", "values": [0.6178, 1.8769, 24.886], "standardDeviations": [0.0097, 0.1721, 1.121], "deltaM": -10.57, "deltaMOfTimes": 5.43, "settings": {"learning rate": "1e-4"}, "epochs": "62", "validationLoss": 28.98},
          {"method": "cagrad", "label": "CAGrad", "values": [0.6251, 1.6473, 25.652], "standardDeviations": [0.0114, 0.0442, 0.702], "deltaM": -14.65, "deltaMOfTimes": 0.17, "settings": {"learning rate": "1e-3", "c": "0.5"}, "epochs": "73", "validationLoss": 29.61}
        ]
      },
      {
        "name": "sepsis-small-cnn",
        "title": "Sepsis, “small” CNN",
        "source": "Kirchdorfer, Amiri Elyasi and Stuckenschmidt, On the Potential of Multi-Task Learning in Predictive Process Monitoring (result files of lukaskirchdorfer/MTL4PPM at fe61aab)",
        "data": "event-log",
        "log": "sepsis",
        "trunk": "",
        "sharing": "hard",
        "split": "test",
        "seeds": 3,
        "convention": "metricMean",
        "recomputes": true,
        "protocol": "14,141 prefixes divided at random by prefix into 9,049 / 2,263 / 2,829 anew for each of the seeds 42, 123 and 2025; Adam, learning rate 1e-3, batch 32, at most 200 epochs, stopped after 10 without a lower validation loss (plain sum of the tasks), selected by the same.",
        "notes": [
          "The single-task rows for the next activity were given raw seconds, every other row scaled times, so Δm flatters sharing: the single-task accuracy is below that of a table of bigrams (0.5394). Compare next time and remaining time alone too.",
          "Nash-MTL ran without its solver: its weights stayed at one, so this row is EW with the encoder's gradient clipped at length 1.",
          "UW-SO tried seven settings, CAGrad five, GradNorm four, the others one.",
          "This network is not described anywhere; the table cannot be reproduced."
        ],
        "metrics": [
          {"task": "next-activity", "name": "accuracy", "unit": "", "better": "higher"},
          {"task": "next-time", "name": "mae", "unit": "days", "better": "lower"},
          {"task": "remaining-time", "name": "mae", "unit": "days", "better": "lower"}
        ],
        "baseline": {"network": "“small” CNN trained for one task at a time", "values": [0.4288, 1.9613, 26.582]},
        "rows": [
          {"method": "single-task", "label": "STL", "values": [0.4288, 1.9613, 26.582], "standardDeviations": [0.008, 0.1398, 1.122], "settings": {"learning rate": "1e-3/1e-3/1e-3"}, "epochs": "38/37/67"},
          {"method": "ew", "label": "EW", "values": [0.5074, 2.0453, 28.555], "standardDeviations": [0.0039, 0.1328, 0.584], "deltaM": -2.21, "deltaMOfTimes": 5.85, "settings": {"learning rate": "1e-3"}, "epochs": "28", "validationLoss": 33.14},
          {"method": "dwa", "label": "DWA", "values": [0.5115, 2.0352, 28.745], "standardDeviations": [0.0075, 0.1383, 0.605], "deltaM": -2.47, "deltaMOfTimes": 5.95, "settings": {"learning rate": "1e-3"}, "epochs": "21", "validationLoss": 33.43},
          {"method": "rlw", "label": "RLW", "values": [0.49, 2.0427, 28.031], "standardDeviations": [0.0176, 0.1274, 1.18], "deltaM": -1.56, "deltaMOfTimes": 4.8, "settings": {"learning rate": "1e-3"}, "epochs": "47", "validationLoss": 32.79},
          {"method": "uw", "label": "UW", "values": [0.5495, 2.0317, 28.606], "standardDeviations": [0.0148, 0.1459, 0.628], "deltaM": -5.65, "deltaMOfTimes": 5.6, "settings": {"learning rate": "1e-3"}, "epochs": "36", "validationLoss": 33.36},
          {"method": "uw-o", "label": "UW-O", "values": [0.5479, 2.0101, 29.061], "standardDeviations": [0.0137, 0.1428, 0.567], "deltaM": -5.32, "deltaMOfTimes": 5.91, "settings": {"learning rate": "1e-3"}, "epochs": "23", "validationLoss": 33.51},
          {"method": "uw-so", "label": "UW-SO", "values": [0.507, 2.0033, 26.882], "standardDeviations": [0.016, 0.1188, 1.267], "deltaM": -4.99, "deltaMOfTimes": 1.64, "settings": {"learning rate": "1e-3", "temperature": "3"}, "epochs": "83", "validationLoss": 31.8},
          {"method": "gls", "label": "GLS", "values": [0.5515, 2.0127, 29.208], "standardDeviations": [0.0069, 0.1323, 0.768], "deltaM": -5.37, "deltaMOfTimes": 6.25, "settings": {"learning rate": "1e-3"}, "epochs": "18", "validationLoss": 33.75},
          {"method": "imtl", "label": "IMTL", "values": [0.5558, 1.9409, 28.685], "standardDeviations": [0.0096, 0.1297, 0.769], "deltaM": -7.58, "deltaMOfTimes": 3.44, "settings": {"learning rate": "1e-3"}, "epochs": "30", "validationLoss": 33.2},
          {"method": "gradnorm", "label": "GradNorm", "values": [0.5499, 1.9398, 27.671], "standardDeviations": [0.012, 0.1237, 0.795], "deltaM": -8.41, "deltaMOfTimes": 1.5, "settings": {"learning rate": "1e-3", "alpha": "2"}, "epochs": "86", "validationLoss": 32.39},
          {"method": "nash-mtl", "label": "Nash-MTL", "values": [0.4904, 2.0334, 27.467], "standardDeviations": [0.0014, 0.122, 1.697], "deltaM": -2.46, "deltaMOfTimes": 3.5, "settings": {"learning rate": "1e-3"}, "epochs": "56", "validationLoss": 32.5},
          {"method": "graddrop", "label": "GradDrop", "values": [0.4936, 2.0406, 28.759], "standardDeviations": [0.0404, 0.1779, 0.99], "deltaM": -0.96, "deltaMOfTimes": 6.12, "settings": {"learning rate": "1e-3"}, "epochs": "53", "validationLoss": 33.39},
          {"method": "pcgrad", "label": "PCGrad", "values": [0.5226, 1.9986, 27.758], "standardDeviations": [0.0066, 0.1489, 1.435], "deltaM": -5.19, "deltaMOfTimes": 3.16, "settings": {"learning rate": "1e-3"}, "epochs": "58", "validationLoss": 32.54},
          {"method": "cagrad", "label": "CAGrad", "values": [0.5208, 1.9714, 27.038], "standardDeviations": [0.0092, 0.1095, 1.283], "deltaM": -6.41, "deltaMOfTimes": 1.12, "settings": {"learning rate": "1e-3", "c": "0.1"}, "epochs": "74", "validationLoss": 31.92}
        ]
      }
    ]
    """#
}
